using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>/_/api/workspaces/{workspace}/groups and below: the API itself has no operation on groups (rest.md 16.2, D-89).</summary>
internal sealed class AdminGroups(WorkspaceStore workspaces, GroupStore groups, UserStore users)
{
    private WorkspaceStore Workspaces { get; } = workspaces;

    private GroupStore Groups { get; } = groups;

    private UserStore Users { get; } = users;

    /// <summary>GET …/groups</summary>
    public static async Task<IResult> ListAsync(string workspace, AdminGroups admin, CancellationToken cancellation) =>
        await admin.Workspaces.FindAsync(workspace, cancellation) is { } found
            ? AdminAnswers.List(await admin.Groups.ListAsync(found.Id, cancellation), Write)
            : ApiError.WorkspaceNotFound(workspace);

    /// <summary>POST …/groups: <c>{"name", "slug"?}</c></summary>
    public static async Task<IResult> AddAsync(string workspace, AdminGroups admin, HttpContext context)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var (name, slug) = (body.RequiredText("name"), body.Text("slug"));
        if (body.Problem is not null)
            return body.Problem;

        if (name.Length > Group.LongestName)
            return ApiError.InvalidField("name", $"The name has {name.Length} characters; at most {Group.LongestName} are kept.");

        if (await admin.Workspaces.FindAsync(workspace, context.RequestAborted) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        var (group, refused) = await admin.Groups.AddAsync(found.Id, name, slug, context.RequestAborted);
        return group is null ? refused! : AdminAnswers.Created(o => Write(o, group));
    }

    /// <summary>DELETE …/groups/{group_slug}</summary>
    public static Task<IResult> RemoveAsync(string workspace, string group_slug, AdminGroups admin, CancellationToken cancellation) =>
        admin.WithGroupAsync(
            workspace, group_slug,
            async (found, group) => await admin.Groups.RemoveAsync(found.Id, group.Id, cancellation) ? TypedResults.NoContent() : GroupStore.NotFound(group_slug),
            cancellation);

    /// <summary>GET …/groups/{group_slug}/members</summary>
    public static Task<IResult> ListMembersAsync(string workspace, string group_slug, AdminGroups admin, CancellationToken cancellation) =>
        admin.WithGroupAsync(workspace, group_slug, async (found, group) =>
            AdminAnswers.List(await admin.Groups.ListMembersAsync(found.Id, group.Id, cancellation), static (o, person) =>
            {
                o.Write("uuid", PublicAddress.Braced(person.Id));
                o.Write("username", person.Username);
                o.Write("display_name", person.DisplayName);
            }), cancellation);

    /// <summary>PUT …/groups/{group_slug}/members/{username}</summary>
    public static Task<IResult> AddMemberAsync(string workspace, string group_slug, string username, AdminGroups admin, CancellationToken cancellation) =>
        admin.WithGroupAsync(workspace, group_slug, async (found, group) =>
        {
            if (await admin.Users.FindByUsernameAsync(username, cancellation) is not { } person)
                return NoUser(username);

            return await admin.Groups.AddMemberAsync(found.Id, group.Id, person.Id, cancellation)
                ? TypedResults.NoContent()
                : ApiError.InvalidField("username", $"{person.Username} is not a member of the workspace {found.Slug}.");
        }, cancellation);

    /// <summary>DELETE …/groups/{group_slug}/members/{username}</summary>
    public static Task<IResult> RemoveMemberAsync(string workspace, string group_slug, string username, AdminGroups admin, CancellationToken cancellation) =>
        admin.WithGroupAsync(workspace, group_slug, async (found, group) =>
        {
            if (await admin.Users.FindByUsernameAsync(username, cancellation) is not { } person)
                return NoUser(username);

            return await admin.Groups.RemoveMemberAsync(found.Id, group.Id, person.Id, cancellation)
                ? TypedResults.NoContent()
                : ApiError.NotFound($"{person.Username} is not in the group {group.Slug}.");
        }, cancellation);

    private async Task<IResult> WithGroupAsync(string workspace, string slug, Func<Workspace, Group, Task<IResult>> answer, CancellationToken cancellation)
    {
        if (await Workspaces.FindAsync(workspace, cancellation) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        return await Groups.FindAsync(found.Id, slug, cancellation) is { } group ? await answer(found, group) : GroupStore.NotFound(slug);
    }

    private static ApiError NoUser(string username) => ApiError.NotFound($"There is no user '{username}'.");

    private static void Write(ObjectWriter o, Group group)
    {
        o.Write("uuid", PublicAddress.Braced(group.Id));
        o.Write("slug", group.Slug);
        o.Write("name", group.Name);
        o.Write("members", group.Size);
    }
}
