using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Web.Pages;

/// <summary>A page of a repository's settings: for its administrators.</summary>
internal abstract class RepositorySettingsPage(RepositoryStore repositories) : SettingsPage
{
    /// <summary>Set before the page's handler runs.</summary>
    public Repository Repository { get; private set; } = null!;

    public override string About => Repository.FullName;

    public override string BackTo => $"/{Repository.FullName}";

    /// <summary>The first of these pages.</summary>
    public string Root => $"/{Repository.FullName}/admin";

    /// <summary>The repository in the REST API.</summary>
    public string Api => $"/2.0/repositories/{Repository.FullName}";

    public override string ModulesBelow => Root;

    public override IReadOnlyList<(string Name, string Address)> Pages =>
    [
        ("Details", Root), ("Permissions", Root + "/permissions"), ("Default reviewers", Root + "/default-reviewers"), ("Webhooks", Root + "/webhooks"),
        ("Access tokens", Root + "/access-tokens"),
    ];

    protected override async Task<IActionResult?> EnterAsync(Caller.Visitor visitor)
    {
        var path = new RepositoryPath(Route("workspace"), Route("repo_slug"));
        if (await repositories.FindVisibleAsync(path, visitor, HttpContext.RequestAborted) is not { } repository)
            return NothingHere();

        Repository = repository;
        Subject = new PageSubject { WorkspaceId = repository.WorkspaceId, RepositoryId = repository.Id };
        return repository.Allows(RepositoryPermission.Admin)
            ? null
            : NotAllowed($"Only administrators of {repository.FullName} change its settings; one of them can give you the permission.");
    }
}
