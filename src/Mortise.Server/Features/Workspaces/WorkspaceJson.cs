using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces;

/// <summary>Workspaces on the wire: schema <c>workspace</c>.</summary>
internal sealed class WorkspaceJson(PublicAddress address)
{
    public void Write(ObjectWriter o, Workspace workspace)
    {
        o.Write("type", "workspace");
        o.Write("uuid", PublicAddress.Braced(workspace.Id));
        o.Write("name", workspace.Name);
        o.Write("slug", workspace.Slug);
        o.Write("is_private", workspace.IsPrivate, Shown.Full);
        o.Write("is_privacy_enforced", false, Shown.Full);
        o.Write("forking_mode", "allow_forks", Shown.Full);
        o.Write("created_on", Timestamp.Micro(workspace.CreatedOn), Shown.Full);
        o.Write("updated_on", Timestamp.Micro(workspace.UpdatedOn), Shown.Full);
        o.Object("links", workspace, WriteLinks);
    }

    /// <summary>The links of a mere reference to a workspace.</summary>
    public void WriteShortLinks(ObjectWriter o, Workspace workspace)
    {
        o.Link("self", $"{address.Api}/workspaces/{workspace.Slug}");
        o.Link("avatar", $"{address.Origin}/workspaces/{workspace.Slug}/avatar/");
    }

    private void WriteLinks(ObjectWriter o, Workspace workspace)
    {
        var self = $"{address.Api}/workspaces/{workspace.Slug}";
        o.Link("self", self);
        o.Link("html", $"{address.Origin}/{workspace.Slug}/");
        o.Link("avatar", $"{address.Origin}/workspaces/{workspace.Slug}/avatar/");
        o.Link("members", self + "/members", Shown.Full);
        o.Link("owners", self + "/permissions?q=permission%3D%22owner%22", Shown.Full);
        o.Link("projects", self + "/projects", Shown.Full);
        o.Link("repositories", $"{address.Api}/repositories/{workspace.Slug}", Shown.Full);
        o.Link("snippets", $"{address.Api}/snippets/{workspace.Slug}", Shown.Full);
    }
}
