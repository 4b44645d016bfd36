using Mortise.Query.Fields;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Repositories;

/// <summary>Repositories on the wire: schema <c>repository</c>, with the members the live service adds to it (rest.md 16.4).</summary>
internal sealed class RepositoryJson(PublicAddress address, AccountJson accounts, WorkspaceJson workspaces, ProjectJson projects)
{
    /// <param name="Properties">The application properties the caller may see, where they were read before; else they are read when <c>fields</c> asks for them.</param>
    /// <param name="Username">Of the caller, for the https clone link; null for anonymous ones.</param>
    /// <param name="ProjectIsShown">Whether its project holds a public repository, where <c>fields</c> asked for that; a public one of its own needs no asking.</param>
    /// <param name="Parent">The repository it is a fork of, where <c>fields</c> wants it and the caller may see it.</param>
    internal readonly record struct RepositoryView(Repository Repository, IReadOnlyList<AppProperties>? Properties, string? Username, bool ProjectIsShown = false, Repository? Parent = null);

    public void Write(ObjectWriter o, RepositoryView view)
    {
        var repository = view.Repository;
        o.Write("type", "repository");
        o.Write("uuid", PublicAddress.Braced(repository.Id));
        o.Write("name", repository.Name);
        o.Write("full_name", repository.FullName);
        o.Write("slug", repository.Slug, Shown.Full);
        o.Write("description", repository.Description, Shown.Full);
        o.Write("website", repository.Website, Shown.Full);
        o.Write("language", repository.Language, Shown.Full);
        o.Write("scm", "git", Shown.Full);
        o.Write("is_private", repository.IsPrivate, Shown.Full);
        o.Write("fork_policy", repository.ForkPolicy, Shown.Full);
        o.Write("has_issues", repository.HasIssues, Shown.Full);
        o.Write("has_wiki", repository.HasWiki, Shown.Full);
        o.Write("size", repository.Size, Shown.Full);
        o.Write("created_on", Timestamp.Micro(repository.CreatedOn), Shown.Full);
        o.Write("updated_on", Timestamp.Micro(repository.UpdatedOn), Shown.Full);
        WriteParent(o, view.Parent);
        o.Null("enforced_signed_commits", Shown.Full);
        o.Embedded("owner", repository.Owner, accounts.Write, Shown.Full);
        o.Embedded("workspace", repository.Workspace, workspaces.Write, Shown.Full);
        o.Embedded("project", new ProjectJson.ProjectView(repository.Project, repository.Workspace, repository.Owner, view.ProjectIsShown || !repository.IsPrivate), projects.Write, Shown.Full);
        o.Object("override_settings", repository.Overrides, WriteOverrides, Shown.Full);
        WriteMainBranch(o, repository);
        if (view.Properties is not null)
            o.Properties("properties", view.Properties);
        else if (o.Wants("properties", Shown.Extra))
            o.Properties("properties", PropertyHost.OfRepository(repository.WorkspaceId, repository.Id));

        o.Object("links", view, WriteLinks);
    }

    private static void WriteMainBranch(ObjectWriter o, Repository repository)
    {
        if (repository.MainBranch is null)
            o.Null("mainbranch", Shown.Full);
        else
            o.Object("mainbranch", repository.MainBranch, WriteBranch, Shown.Full);
    }

    private static void WriteBranch(ObjectWriter o, string branch)
    {
        o.Write("type", "branch");
        o.Write("name", branch);
    }

    /// <summary>The parent's own parent is for the parent's own answer to show.</summary>
    private void WriteParent(ObjectWriter o, Repository? parent)
    {
        if (parent is null)
            o.Null("parent", Shown.Full);
        else
            o.Embedded("parent", new RepositoryView(parent, null, null), Write, Shown.Full);
    }

    /// <summary>Schema <c>repository_inheritance_state</c>.</summary>
    public static void WriteInheritance(ObjectWriter o, RepositoryOverrides overrides)
    {
        o.Write("type", "repository_inheritance_state");
        o.Object("override_settings", overrides, WriteOverrides);
    }

    private static void WriteOverrides(ObjectWriter o, RepositoryOverrides overrides)
    {
        o.Write("default_merge_strategy", overrides.DefaultMergeStrategy);
        o.Write("branching_model", overrides.BranchingModel);
    }

    private void WriteLinks(ObjectWriter o, RepositoryView view)
    {
        var name = view.Repository.FullName;
        var self = $"{address.Api}/repositories/{name}";
        o.Link("self", self);
        o.Link("html", $"{address.Origin}/{name}");
        o.Link("avatar", $"{address.Origin}/bytebucket/ravatar/{PublicAddress.BracedInPath(view.Repository.Id)}");
        foreach (var relation in Collections)
            o.Link(relation.Name, self + relation.Path, Shown.Full);

        o.Array("clone", CloneLinks(name, view.Username), static (link, clone) =>
        {
            link.Write("name", clone.Name);
            link.Write("href", clone.Href);
        }, Shown.Full);
    }

    private (string Name, string Href)[] CloneLinks(string fullName, string? username)
    {
        var origin = new Uri(address.Origin);
        var user = username is null ? "" : Uri.EscapeDataString(username) + "@";
        return
        [
            ("https", $"{origin.Scheme}://{user}{origin.Authority}/{fullName}.git"),
        ];
    }

    private static readonly (string Name, string Path)[] Collections =
    [
        ("pullrequests", "/pullrequests"), ("commits", "/commits"), ("forks", "/forks"), ("watchers", "/watchers"),
        ("branches", "/refs/branches"), ("tags", "/refs/tags"), ("source", "/src"), ("downloads", "/downloads"), ("hooks", "/hooks"),
    ];
}
