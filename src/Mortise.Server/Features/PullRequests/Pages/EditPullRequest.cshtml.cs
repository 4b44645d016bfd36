using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Commits;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests/{pull_request_id}/edit: title, description, reviewers, destination, draft.</summary>
internal sealed class EditPullRequestModel(PullRequestSources sources, CommitFinder commits, ReviewerChoices choices) : PullRequestPage(sources)
{
    private const int MostBranches = 1000;

    public override string Tab => "overview";

    public IReadOnlyList<ReviewerChoice> Reviewers { get; private set; } = [];

    public IReadOnlyList<string> Branches { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return NothingHere();

        if (Visitor is null)
            return ToSignIn();

        if (!MayChange)
            return NotAllowed(PullRequest.IsOpen
                ? "The author of a pull request and those who may write to its repository change it."
                : "It is closed; open another one to propose more.");

        Reviewers = await choices.ListAsync(
            Repository, [.. View.Participants!.Where(static one => one.IsReviewer).Select(static one => one.AccountId)], PullRequest.AuthorId, Caller, Cancellation);
        var git = commits.Open(Repository);
        Branches = git.Exists()
            ? [.. (await git.ListRefsAsync("refs/heads/", Cancellation)).Take(MostBranches).Select(static entry => entry.Name.Short)]
            : [];
        return Page();
    }
}
