using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces;

/// <summary>Members on the wire: schemas <c>workspace_membership</c> and <c>workspace_access</c>.</summary>
internal sealed class MembershipJson(PublicAddress address, AccountJson accounts, WorkspaceJson workspaces)
{
    public void Write(ObjectWriter o, Membership membership)
    {
        o.Write("type", "workspace_membership");
        o.Embedded("user", membership, WriteUser);
        o.Embedded("workspace", membership.Workspace, workspaces.Write);
        o.Object("links", membership, WriteLinks);
    }

    /// <summary>As the lists of permissions show a member.</summary>
    public void WriteWithPermission(ObjectWriter o, Membership membership)
    {
        Write(o, membership);
        o.Write("permission", membership.Permission);
        o.Write("added_on", Timestamp.Micro(membership.AddedOn));
        o.Null("last_accessed");
    }

    public void WriteAccess(ObjectWriter o, WorkspaceAccess access)
    {
        o.Write("type", "workspace_access");
        o.Write("administrator", access.IsAdministrator);
        o.Embedded("workspace", access.Workspace, WriteReference);
    }

    private void WriteUser(ObjectWriter o, Membership membership) => accounts.Write(o, membership.User, membership.Properties, isSelf: false);

    private void WriteReference(ObjectWriter o, Workspace workspace)
    {
        o.Write("type", "workspace_base");
        o.Write("uuid", PublicAddress.Braced(workspace.Id));
        o.Write("slug", workspace.Slug);
        o.Object("links", workspace, workspaces.WriteShortLinks);
    }

    private void WriteLinks(ObjectWriter o, Membership membership) =>
        o.Link("self", $"{address.Api}/workspaces/{membership.Workspace.Slug}/members/{PublicAddress.BracedInPath(membership.User.Id)}");
}
