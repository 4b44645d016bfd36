using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Diffs;
using Mortise.Git.Objects;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Web.Diffs;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests/{pull_request_id}/diff: what changed since the source left the destination, with the threads on its lines.</summary>
internal sealed class PullRequestDiffModel(
    PullRequestSources sources, CommitFinder commits, DiffViews diffs, PullRequestCommentStore comments, PullRequestCommentAnswers commentViews) : PullRequestPage(sources)
{
    /// <summary>The oldest; others stand on the overview.</summary>
    private const int MostComments = 1000;

    public override string Tab => "diff";

    public DiffView Diff { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return NothingHere();

        var (source, destination) = (ObjectId.Parse(PullRequest.SourceHash), ObjectId.Parse(PullRequest.DestinationHash));
        var git = commits.Open(Repository);
        var range = new DiffRange(await git.FindMergeBaseAsync(source, destination, Cancellation) ?? destination, source);
        var subject = DiffSubject.Of(git, range, $"{Here}/diff", Repository.FullName, source) with { Remarks = await RemarksAsync() };
        Diff = await diffs.ReadAsync(subject, Request, Cancellation);
        return Diff.IsPart ? Partial(DiffView.PartialOfFile, Diff.Files[0]) : Page();
    }

    private async Task<DiffRemarks> RemarksAsync()
    {
        var said = await comments.ListAsync(PullRequest, Visitor?.Id, CollectionQuery.None, new PageRequest(1, MostComments), Cancellation);
        var views = await commentViews.ViewsAsync([View], [.. said.Items.Where(static comment => comment.Path is not null)], Cancellation);
        var threads = CommentThread.Of(views, Rights).ToLookup(
            static thread => thread.Root.Own.Path!, static thread => new DiffRemark(thread.Root.Own.LineFrom, thread.Root.Own.LineTo, thread), StringComparer.Ordinal);
        return new DiffRemarks("/Features/PullRequests/Pages/_Thread.cshtml", threads, Rights.MayAnswer);
    }
}
