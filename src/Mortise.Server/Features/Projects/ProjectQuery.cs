using Mortise.Query.Filtering;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;

namespace Mortise.Server.Features.Projects;

/// <summary>What <c>q</c> and <c>sort</c> may name of projects.</summary>
internal static class ProjectQuery
{
    public static readonly SqlFields Fields = Of("p")
        .Embed("owner", AccountQuery.OfOwner("w", "u")).Object("owner", "owner.uuid", "owner.account_id")
        .Embed("workspace", WorkspaceQuery.Of("w")).Object("workspace", "workspace.uuid", "workspace.slug");

    /// <param name="projects">Alias of the table.</param>
    public static SqlFields Of(string projects) => new SqlFields()
        .Id("uuid", $"{projects}.id")
        .Text("key", $"{projects}.key", isRequired: true)
        .Text("name", $"{projects}.name", isRequired: true)
        .Text("description", $"{projects}.description", isRequired: true)
        .Flag("is_private", $"{projects}.is_private")
        .Instant("created_on", $"{projects}.created_on", isRequired: true)
        .Instant("updated_on", $"{projects}.updated_on", isRequired: true);
}
