using Mortise.Query.Filtering;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;

namespace Mortise.Server.Features.Repositories;

/// <summary>What <c>q</c> and <c>sort</c> may name of repositories, wherever they stand in an answer.</summary>
internal static class RepositoryQuery
{
    /// <summary>Lists of repositories.</summary>
    public static readonly SqlFields Fields = Of("r", "w")
        .Embed("owner", AccountQuery.OfOwner("w", "u")).Object("owner", "owner.uuid", "owner.account_id")
        .Embed("workspace", WorkspaceQuery.Of("w")).Object("workspace", "workspace.uuid", "workspace.slug")
        .Embed("project", ProjectQuery.Of("p")).Object("project", "project.key");

    /// <summary>Lists of who holds what on repositories.</summary>
    public static readonly SqlFields GrantFields = new SqlFields()
        .Ranked("permission", "CASE held.permission WHEN 3 THEN 'admin' WHEN 2 THEN 'write' ELSE 'read' END", "none", "read", "write", "admin")
        .Embed("user", AccountQuery.Of("grantee")).Object("user", "user.uuid", "user.account_id")
        .Embed("repository", Of("r", "w")).Object("repository", "repository.uuid", "repository.full_name");

    /// <summary>The members of a repository itself, also where one is embedded.</summary>
    /// <param name="repositories">Alias of the table.</param>
    /// <param name="workspaces">Alias of the workspace it stands in.</param>
    public static SqlFields Of(string repositories, string workspaces) => new SqlFields()
        .Id("uuid", $"{repositories}.id")
        .Text("name", $"{repositories}.name")
        .Text("full_name", $"{workspaces}.slug || '/' || {repositories}.slug")
        .Text("slug", $"{repositories}.slug")
        .Text("description", $"{repositories}.description")
        .Text("website", $"{repositories}.website")
        .Text("language", $"{repositories}.language")
        .Choice("scm", $"CASE WHEN {repositories}.id IS NULL THEN NULL ELSE 'git' END", "git")
        .Flag("is_private", $"{repositories}.is_private")
        .Choice("fork_policy", $"{repositories}.fork_policy", "allow_forks", "no_public_forks", "no_forks")
        .Flag("has_issues", $"{repositories}.has_issues")
        .Flag("has_wiki", $"{repositories}.has_wiki")
        .Number("size", $"{repositories}.size")
        .Text("mainbranch.name", $"{repositories}.main_branch").Object("mainbranch", "mainbranch.name")
        .Instant("created_on", $"{repositories}.created_on")
        .Instant("updated_on", $"{repositories}.updated_on");
}
