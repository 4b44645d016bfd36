using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Groups;

/// <summary>Groups on the wire: schema <c>group</c>. There is no <c>self</c>: the API has no operation on groups (rest.md 16.2, D-89).</summary>
internal sealed class GroupJson(PublicAddress address, AccountJson accounts, WorkspaceJson workspaces)
{
    /// <param name="Owner">The account of the workspace.</param>
    internal sealed record GroupView(Group Group, Workspace Workspace, Account Owner);

    public void Write(ObjectWriter o, GroupView view)
    {
        var (group, workspace, owner) = view;
        o.Write("type", "group");
        o.Write("name", group.Name);
        o.Write("slug", group.Slug);
        o.Write("full_slug", $"{workspace.Slug}:{group.Slug}");
        o.Embedded("owner", owner, accounts.Write, Shown.Full);
        o.Embedded("workspace", workspace, workspaces.Write, Shown.Full);
        o.Object("links", view, WriteLinks);
    }

    private void WriteLinks(ObjectWriter o, GroupView view) =>
        o.Link("html", $"{address.Origin}/{view.Workspace.Slug}/workspace/settings/groups/{view.Group.Slug}");
}
