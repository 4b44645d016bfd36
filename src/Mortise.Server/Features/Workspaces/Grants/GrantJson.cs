using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Grants;

/// <summary>Explicit grants on the wire: schemas <c>repository_user_permission</c>, <c>project_group_permission</c> and the two between.</summary>
internal sealed class GrantJson(AccountJson accounts, GroupJson groups)
{
    /// <param name="Owner">The account of the workspace.</param>
    internal sealed record GrantView(GrantHost Host, Grant Grant, Account Owner);

    public void Write(ObjectWriter o, GrantView view)
    {
        var (host, grant, owner) = view;
        o.Write("type", $"{host.Member}_{(grant.User is null ? "group" : "user")}_permission");
        o.Write("permission", host.Levels[grant.Level - 1]);
        if (grant.User is { } user)
            o.Embedded("user", user, accounts.Write);
        else
            o.Embedded("group", new GroupJson.GroupView(grant.Group!, host.Workspace, owner), groups.Write);

        host.Write(o);
        o.Object("links", view, static (links, shown) => links.Link("self", AddressOf(shown)));
    }

    private static string AddressOf(GrantView view) => view.Grant.User is { } user
        ? $"{view.Host.Address}/users/{PublicAddress.BracedInPath(user.Id)}"
        : $"{view.Host.Address}/groups/{view.Grant.Group!.Slug}";
}
