using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Grants;

/// <summary>The operations below <c>permissions-config</c>, once they know what the grants are on and that the caller administers it (rest.md 6).</summary>
internal sealed class GrantRequests(
    GrantStore grants, GroupStore groups, UserStore users, WorkspaceStore workspaces, AccountStore accounts, GrantJson json, PageAnswers pages)
{
    /// <summary>200 with a page of explicit grants.</summary>
    public async Task<IResult> ListAsync(GrantHost host, GranteeKind kind, HttpContext context)
    {
        var slice = await grants.ListAsync(host.Subject, kind, PageAnswers.Asked(context), context.RequestAborted);
        var owner = await OwnerAsync(host, context.RequestAborted);
        return pages.Of(context, slice.Select(grant => new GrantJson.GrantView(host, grant, owner)), json.Write);
    }

    /// <summary>200; 404 when nothing was granted.</summary>
    public async Task<IResult> GetAsync(GrantHost host, GranteeKind kind, string name, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (grantee, refusal) = await FindAsync(host, kind, name, cancellation);
        if (grantee is null)
            return refusal!;

        return await grants.FindAsync(host.Subject, kind, IdOf(grantee), cancellation) is { } level
            ? ApiAnswer.Ok(new GrantJson.GrantView(host, grantee with { Level = level }, await OwnerAsync(host, cancellation)), json.Write)
            : NotGranted(host, kind, name);
    }

    /// <summary>200 with the grant, new or changed. Owners hold everything already, and who is no member is invited first.</summary>
    public async Task<IResult> PutAsync(GrantHost host, GranteeKind kind, string name, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (grantee, refusal) = await FindAsync(host, kind, name, cancellation);
        if (grantee is null)
            return refusal!;

        if (grantee.User is { } user && await WhyNotGrantAsync(host, user, cancellation) is { } unfit)
            return unfit;

        var (level, problem) = await ReadLevelAsync(host, context);
        if (problem is not null)
            return problem;

        var owner = await OwnerAsync(host, cancellation);
        return await grants.PutAsync(host.Subject, kind, IdOf(grantee), level, stored => Stale(host, grantee, stored, owner, context), cancellation) is { } stale
            ? stale
            : ApiAnswer.Ok(new GrantJson.GrantView(host, grantee with { Level = level }, owner), json.Write);
    }

    /// <summary>204; 404 when nothing was granted (D-36).</summary>
    public async Task<IResult> DeleteAsync(GrantHost host, GranteeKind kind, string name, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (grantee, refusal) = await FindAsync(host, kind, name, cancellation);
        if (grantee is null)
            return refusal!;

        var owner = await OwnerAsync(host, cancellation);
        var kept = await grants.RemoveAsync(
            host.Subject, kind, IdOf(grantee),
            stored => stored is null ? NotGranted(host, kind, name) : Stale(host, grantee, stored, owner, context), cancellation);
        return kept is null ? TypedResults.NoContent() : kept;
    }

    /// <summary>The person or group that a path names, as a grant without a level; or 404.</summary>
    private async Task<(Grant? Grantee, ApiError? Refusal)> FindAsync(GrantHost host, GranteeKind kind, string name, CancellationToken cancellation)
    {
        if (kind == GranteeKind.Group)
        {
            return await groups.FindAsync(host.Workspace.Id, name, cancellation) is { } group
                ? (new Grant(null, group, 0), null)
                : (null, GroupStore.NotFound(name));
        }

        return await users.FindAsync(name, cancellation) is { } user
            ? (new Grant(Account.Of(user), null, 0), null)
            : (null, ApiError.NotFound($"No user with identifier '{name}'."));
    }

    private async Task<ApiError?> WhyNotGrantAsync(GrantHost host, Account user, CancellationToken cancellation) =>
        await workspaces.FindMemberAsync(host.Workspace.Id, user.Id, cancellation) switch
        {
            null => ApiError.InvalidField("selected_user_id", $"{user.DisplayName} is not a member of the workspace {host.Workspace.Slug}."),
            { Permission: "owner" } => ApiError.InvalidField("selected_user_id", $"{user.DisplayName} owns the workspace {host.Workspace.Slug} and administers everything in it."),
            _ => null,
        };

    /// <summary>The body has one member; another one is refused (rest.md 8, D-47).</summary>
    private static async Task<(int Level, ApiError? Problem)> ReadLevelAsync(GrantHost host, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return (0, problem);

        var extra = body.Root.EnumerateObject().Select(member => member.Name).Where(name => name != "permission").Distinct(StringComparer.Ordinal).ToList();
        if (extra.Count > 0)
            return (0, ApiError.InvalidFields(extra.Take(10).ToDictionary(name => name, _ => (string[])["extra keys not allowed"], StringComparer.Ordinal)));

        var (text, missing) = body.RequiredText("permission");
        if (missing is not null)
            return (0, missing);

        var level = host.Levels.ToList().IndexOf(text!) + 1;
        return level > 0 ? (level, null) : (0, ApiError.InvalidField("permission", $"'{text}' cannot be granted on a {host.Member}: it is one of {string.Join(", ", host.Levels)}."));
    }

    private ApiError? Stale(GrantHost host, Grant grantee, int? stored, Account owner, HttpContext context) => stored is { } level
        ? IfMatch.Check(context, new GrantJson.GrantView(host, grantee with { Level = level }, owner), json.Write)
        : IfMatch.CheckAbsent(context);

    private async Task<Account> OwnerAsync(GrantHost host, CancellationToken cancellation) =>
        await accounts.FindAsync(host.Workspace.Id, cancellation) ?? throw new InvalidOperationException($"The workspace {host.Workspace.Id} has no account");

    private static Guid IdOf(Grant grantee) => grantee.User?.Id ?? grantee.Group!.Id;

    private static ApiError NotGranted(GrantHost host, GranteeKind kind, string name) =>
        ApiError.NotFound($"The {(kind == GranteeKind.User ? "user" : "group")} '{name}' has no explicit permission on this {host.Member}.");
}
