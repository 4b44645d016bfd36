using Mortise.Connect.Scopes;
using Mortise.Server.Features.Admin;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth.Endpoints;

/// <summary>GET, POST /_/api/oauth-consumers; POST …/{key}/rotate and DELETE …/{key}. A secret stands only in the answer that made it.</summary>
internal static class AdminConsumers
{
    public static async Task<IResult> ListAsync(string? workspace, WorkspaceStore workspaces, ConsumerStore consumers, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(workspace))
            return AdminAnswers.List(await consumers.ListAsync(null, cancellation), ConsumerJson.Write);

        return await workspaces.FindAsync(workspace, cancellation) is { } found
            ? AdminAnswers.List(await consumers.ListAsync(found.Id, cancellation), ConsumerJson.Write)
            : ApiError.WorkspaceNotFound(workspace);
    }

    public static async Task<IResult> AddAsync(
        HttpContext context, WorkspaceStore workspaces, ConsumerStore consumers, MortiseOptions options, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var workspace = body.RequiredText("workspace");
        var fresh = new NewConsumer(
            default, body.RequiredText("name"), body.Text("description") ?? "", body.Text("url") ?? "", body.Text("callback_url") ?? "",
            body.Flag("is_private", unlessTold: true), ScopeSet.None);
        var named = body.Texts("scopes");
        if ((body.Problem ?? ConsumerRules.WhyNot(fresh, options.IsDev)) is { } problem)
            return problem;

        if (!ScopeSet.TryParse(string.Join(' ', named), out var scopes, out var unknown))
            return ApiError.InvalidField("scopes", $"There is no scope '{unknown}'.");

        if (await workspaces.FindAsync(workspace, cancellation) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        var (made, secret, refused) = await consumers.AddAsync(fresh with { WorkspaceId = found.Id, Scopes = scopes }, cancellation);
        return made is null ? refused! : AdminAnswers.Created(o => ConsumerJson.Write(o, made, secret));
    }

    public static async Task<IResult> RotateAsync(string key, ConsumerStore consumers, CancellationToken cancellation) =>
        await consumers.RotateAsync(key, cancellation) is { } secret
            ? AdminAnswers.Ok(o =>
            {
                o.Write("key", key);
                o.Write("secret", secret);
            })
            : NotFound(key);

    public static async Task<IResult> DeleteAsync(string key, ConsumerStore consumers, CancellationToken cancellation) =>
        await consumers.DeleteAsync(key, cancellation) ? TypedResults.NoContent() : NotFound(key);

    private static ApiError NotFound(string key) => ApiError.NotFound($"There is no consumer with the key '{key}'.");
}
