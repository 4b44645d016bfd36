using Mortise.Git;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Browsing;

/// <summary>A page of a log.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Older">The query of the page that follows; null: this is the last.</param>
/// <param name="IsFirst">Whether the log begins here.</param>
internal sealed record CommitLogView(IReadOnlyList<CommitRow> Rows, string? Older, bool IsFirst)
{
    /// <summary>What went wrong, for people; null: nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>Pages of a log, pinned where the page before ended, as those of the API are (docs/decisions/0018-a-log-goes-on-from-its-frontier.md).</summary>
internal sealed class CommitLog(CommitRows rows, CommitPositionFiles positions, CatFilePool readers, TimeProvider clock)
{
    public const int PageLength = 30;

    /// <summary>Commits that a search shows.</summary>
    public const int MostFound = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <param name="walk">The whole log.</param>
    /// <param name="ctx">Of the page's query; empty: from the beginning.</param>
    public Task<CommitLogView> PageAsync(GitRepository git, Repository shown, CommitWalk walk, string ctx, CancellationToken cancellation) =>
        WithinAsync(async stop =>
        {
            var (start, page) = (walk, 1);
            if (ctx.Length > 0)
            {
                if (await CommitPositionFiles.ReadAsync(git, ctx, stop) is not { } position || !await AreThereAsync(git, position, stop))
                    return new CommitLogView([], null, false) { Problem = "This page of the log is not kept any more. Begin again with the newest commits." };

                (start, page) = (position.ToWalk(), position.Page);
            }

            var read = await git.ReadLogAsync(start with { Path = walk.Path }, 0, PageLength, stop);
            var older = read.Rest is null ? null : "ctx=" + Uri.EscapeDataString(await positions.WriteAsync(git, CommitPosition.Of(page + 1, read.Rest), stop));
            return new CommitLogView(await rows.ReadAsync(git, shown, read.Ids, stop), older, page == 1);
        }, cancellation);

    /// <summary>The newest commits whose message holds the text.</summary>
    public Task<CommitLogView> SearchAsync(GitRepository git, Repository shown, IReadOnlyList<ObjectId> from, string text, CancellationToken cancellation) =>
        WithinAsync(async stop => new CommitLogView(await rows.ReadAsync(git, shown, await git.SearchLogAsync(from, text, MostFound, stop), stop), null, true), cancellation);

    private async Task<CommitLogView> WithinAsync(Func<CancellationToken, Task<CommitLogView>> work, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new CommitLogView([], null, true) { Problem = $"Git looked for longer than {Limit.TotalSeconds} seconds. Narrow the search, or search in a clone." };
        }
    }

    private async Task<bool> AreThereAsync(GitRepository git, CommitPosition position, CancellationToken cancellation) =>
        (await readers.Of(git).InfoAsync([.. position.Include, .. position.Exclude], cancellation)).All(info => info is { Type: ObjectType.Commit });
}
