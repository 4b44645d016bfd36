using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>POST /_/api/tokens: makes a credential of any kind and answers its secret, this once.</summary>
internal static class AddToken
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, AdminStore owners, CredentialStore credentials, IdSource ids, TimeProvider clock, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var (kindName, owner, named) = (body.Text("kind") ?? "api_token", body.RequiredText("owner"), body.Texts("scopes"));
        var (until, label, forgeApp) = (body.Text("expires"), body.Text("name") ?? "", body.Text("forge_app_id"));
        if (body.Problem is not null)
            return body.Problem;

        if (TokenKind.Find(kindName) is not { } kind)
            return ApiError.InvalidField("kind", $"'{kindName}' is none of {TokenKind.Names}.");

        if ((kind.Credential == Credentials.ForgeApp) != forgeApp is not null)
            return ApiError.InvalidField("forge_app_id", "A token of the kind forge_app names the app, as descriptors do in 'forgeAppId'; no other token has this member.");

        if (!kind.TryScopes(named, out var scopes, out var problem))
            return ApiError.InvalidField("scopes", problem);

        if (!TokenExpiry.TryParse(until, kind.Lifetime, clock.GetUtcNow(), out var expires))
            return ApiError.InvalidField("expires", $"'{until}' is no time to come; it is written like 30d, 12h, 4w, 2030-01-31 or never.");

        var (found, absent) = await FindOwnerAsync(kind, owner, owners, cancellation);
        if (found is null)
            return absent!;

        var secret = TokenSecret.New(kind.Credential);
        var credential = new NewCredential(
            ids.New(), kind.Credential, label.Length > 0 ? label : $"{kind.Name} of {owner}", found.UserId, found.WorkspaceId, found.ProjectId, found.RepositoryId, scopes, expires, forgeApp);
        await credentials.AddAsync(credential, secret, cancellation);
        return AdminAnswers.Created(o =>
        {
            o.Write("id", credential.Id.ToString("D"));
            o.Write("kind", kind.Name);
            o.Write("owner", owner);
            o.Write("name", credential.Name);
            o.Write("scopes", scopes);
            o.Write("expires_on", expires is { } end ? Timestamp.Micro(end) : null);
            o.Write("token", secret);
        });
    }

    /// <summary>Exactly one of the two.</summary>
    private static async Task<(AdminStore.OwnerIds? Found, ApiError? Refusal)> FindOwnerAsync(
        TokenKind kind, string owner, AdminStore owners, CancellationToken cancellation)
    {
        if (kind.Credential is Credentials.ApiToken or Credentials.AppPassword)
            return Or(await owners.FindUserAsync(owner, cancellation), $"There is no user '{owner}'.");

        if (kind.Credential is Credentials.WorkspaceToken or Credentials.ForgeApp)
            return Or(await owners.FindWorkspaceAsync(owner, cancellation), $"There is no workspace '{owner}'.");

        if (owner.Split('/') is not [var workspace, var inside])
            return (null, ApiError.InvalidField("owner", $"'{owner}' is not WORKSPACE/{(kind.Credential == Credentials.ProjectToken ? "KEY" : "REPOSITORY")}."));

        return kind.Credential == Credentials.ProjectToken
            ? Or(await owners.FindProjectAsync(workspace, inside, cancellation), $"There is no project '{owner}'.")
            : Or(await owners.FindRepositoryAsync(workspace, inside, cancellation), $"There is no repository '{owner}'.");

        static (AdminStore.OwnerIds?, ApiError?) Or(AdminStore.OwnerIds? found, string absent) => (found, found is null ? ApiError.NotFound(absent) : null);
    }
}
