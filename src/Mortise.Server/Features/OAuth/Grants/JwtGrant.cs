using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth.Grants;

/// <summary><c>urn:bitbucket:oauth2:jwt</c>: an app gets a bearer token for its JWT, also while its <c>installed</c> callback waits for an answer.</summary>
/// <remarks>
/// <c>scope</c> narrows the token, <c>bitbucket_repository</c> limits it to repositories and takes the rest of the workspace from it.
/// There is no refresh token: the app signs another JWT. Source: connect.md 10; rest.md 3.3, D-24.
/// </remarks>
internal sealed class JwtGrant(AppTokenAuthenticator apps, AppTokenStore tokens, OAuthOptions options)
{
    public async Task<IResult> AnswerAsync(TokenRequest request, HttpContext context)
    {
        var (app, unknown) = await AuthenticateAsync(context);
        if (app is null)
            return unknown!;

        var (scopes, beyond) = request.Narrow(app.Held.Granted);
        if (beyond is not null)
            return beyond;

        var (repositories, absent) = await ReadRepositoriesAsync(request, app, context.RequestAborted);
        if (absent is not null)
            return absent;

        var lifetime = TimeSpan.FromSeconds(options.AppTokenSeconds);
        return await tokens.AddAsync(app.InstallationId, scopes, repositories, lifetime, context.RequestAborted) is { } secret
            ? new TokenAnswer(secret, lifetime, scopes, RefreshToken: null, TokenRequest.JwtGrant)
            : OAuthError.BadJwt("The installation has ended; its tokens no longer count.", null);
    }

    private async Task<(Caller.App? App, OAuthError? Refusal)> AuthenticateAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("JWT ", StringComparison.Ordinal))
            return (null, OAuthError.BadJwt("This grant takes the app's token in 'Authorization: JWT <token>'.", null));

        // An app may have signed the form like a query: the check reads it once more.
        if (context.Request.HasFormContentType)
            context.Request.Body.Position = 0;

        var (caller, refusal) = await apps.AuthenticateAsync(header["JWT ".Length..].Trim(), context.Api(), context);
        return caller is Caller.App app ? (app, null) : (null, OAuthError.BadJwt(refusal!.Message, refusal.Data));
    }

    private async Task<(IReadOnlyList<Guid>? Repositories, OAuthError? Refusal)> ReadRepositoriesAsync(
        TokenRequest request, Caller.App app, CancellationToken cancellation)
    {
        var named = request.Texts(TokenRequest.Repository);
        if (named.Count == 0)
            return (null, null);

        if (named.Count > AccessSubject.MostRepositories)
            return (null, OAuthError.InvalidRequest($"'{TokenRequest.Repository}' stands {named.Count} times; a token is limited to at most {AccessSubject.MostRepositories} repositories."));

        var ids = new List<Guid>();
        foreach (var name in named)
        {
            if (!Guid.TryParseExact(name, "D", out var id) && !Identifier.TryParseBraced(name, out id))
                return (null, OAuthError.InvalidRequest($"'{TokenRequest.Repository}' has '{name}', which is not the UUID of a repository."));

            if (!ids.Contains(id))
                ids.Add(id);
        }

        var known = await tokens.FindRepositoriesAsync(app.WorkspaceId, ids, cancellation);
        return ids.Where(id => !known.Contains(id)).Select(PublicAddress.Braced).FirstOrDefault() is { } absent
            ? (null, OAuthError.InvalidRequest($"'{TokenRequest.Repository}' has {absent}, which is no repository of the workspace that the app is installed on."))
            : (ids, null);
    }
}
