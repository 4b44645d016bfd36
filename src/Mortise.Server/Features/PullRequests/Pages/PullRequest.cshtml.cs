using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.CommitStatuses;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.PullRequests.Tasks;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests/{pull_request_id}: what it is about, what is said, and what it takes to merge it.</summary>
internal sealed class PullRequestModel(
    PullRequestSources sources, PullRequestCommentStore comments, PullRequestCommentAnswers commentViews, PullRequestTaskStore tasks, AccountStore accounts,
    CommitStatusStore statuses) : PullRequestPage(sources)
{
    public const int CommentsOnAPage = 100;
    private const int MostTasks = 200;
    private const int MostStatuses = 50;

    public override string Tab => "overview";

    public IReadOnlyList<CommentThread> Threads { get; private set; } = [];

    public Pager Comments { get; private set; } = null!;

    public IReadOnlyList<PullRequestTask> Tasks { get; private set; } = [];

    /// <summary>Of who made the tasks.</summary>
    public IReadOnlyDictionary<Guid, Account> TaskMakers { get; private set; } = new Dictionary<Guid, Account>();

    public IReadOnlyList<CommitStatus> Builds { get; private set; } = [];

    public static IReadOnlyList<(string Value, string Name)> Strategies { get; } =
    [
        ("merge_commit", "Merge commit"), ("squash", "Squash"), ("fast_forward", "Fast forward"), ("squash_fast_forward", "Squash, fast forward only"),
        ("rebase_fast_forward", "Rebase, fast forward"), ("rebase_merge", "Rebase, merge commit"),
    ];

    /// <summary>The address of a build, with its variables filled in; null where it has none that a browser should go to.</summary>
    public string? AddressOf(CommitStatus build) =>
        build.Url.Length > 0 && StatusUrl.WhyNot(build.Url, Repository) is null ? StatusUrl.Expand(build.Url, Repository, build.CommitHash) : null;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return NothingHere();

        var page = Pager.Asked(Request, CommentsOnAPage);
        var said = await comments.ListAsync(PullRequest, Visitor?.Id, CollectionQuery.None, page, Cancellation);
        Threads = CommentThread.Of(await commentViews.ViewsAsync([View], said.Items, Cancellation), Rights);
        Comments = Pager.Of(Request, page, said);

        Tasks = (await tasks.ListAsync(PullRequest, Visitor?.Id, CollectionQuery.None, new PageRequest(1, MostTasks), Cancellation)).Items;
        TaskMakers = await accounts.ListAsync(Tasks.Select(static task => task.AccountId), Cancellation);

        var places = new[] { View.Source, View.Destination }.OfType<Repository>().DistinctBy(static repository => repository.Id).ToArray();
        Builds = (await statuses.ListAsync(
            places, PullRequest.SourceHash, PullRequest.SourceBranch, CollectionQuery.None, new PageRequest(1, MostStatuses), Cancellation)).Items;
        return Page();
    }
}
