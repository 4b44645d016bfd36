using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Web.Diffs;

namespace Mortise.Server.Features.Browsing;

/// <summary>A comment as the page of a commit shows it, with the answers to it.</summary>
/// <param name="Comment">As stored.</param>
/// <param name="Author">Who wrote it; null: the account is gone.</param>
/// <param name="Html">Its text; empty once it is deleted.</param>
/// <param name="Api">The commit's comments in the API, as a path of this host.</param>
internal sealed record CommitCommentView(CommitComment Comment, Account? Author, string Html, string Api)
{
    public IReadOnlyList<CommitCommentView> Replies { get; init; } = [];

    public bool MayAnswer { get; init; }

    public bool MayEdit { get; init; }

    public bool MayDelete { get; init; }
}

/// <summary>What is said on a commit.</summary>
/// <param name="OnCommit">Threads on all of it, oldest first.</param>
/// <param name="OnLines">Threads on files and lines.</param>
/// <param name="IsCut">There is more than a page shows.</param>
internal sealed record CommitTalkView(IReadOnlyList<CommitCommentView> OnCommit, DiffRemarks OnLines, bool IsCut);

/// <summary>Reads the comments on a commit for its page: one query for them, one for who wrote them.</summary>
internal sealed class CommitTalk(CommitCommentStore comments, AccountStore accounts, IWorkspaceLinkers linkers)
{
    /// <summary>Comments that a page shows.</summary>
    private const int Most = 500;

    private const string Partial = "/Features/Browsing/Pages/_CommitComment.cshtml";

    /// <param name="api">The commit's comments in the API, as a path of this host.</param>
    public async Task<CommitTalkView> ReadAsync(Repository repository, string hash, Caller caller, string api, CancellationToken cancellation)
    {
        var slice = await comments.ListAsync(repository, hash, CollectionQuery.None, new PageRequest(1, Most), cancellation);
        var people = await accounts.ListAsync(slice.Items.Select(comment => comment.AccountId).Distinct(), cancellation);
        var set = await linkers.GetAsync(repository.WorkspaceId, cancellation);
        var isPerson = caller.UserId is not null;
        var views = slice.Items.Select(comment => new CommitCommentView(
            comment, people.GetValueOrDefault(comment.AccountId), comment.IsDeleted ? "" : MarkupRenderer.Render(new MarkupText(comment.Content, set)), api)
        {
            MayAnswer = isPerson,
            MayEdit = isPerson && CommentRules.MayEdit(comment, caller) is null,
            MayDelete = isPerson && !comment.IsDeleted && CommentRules.MayDelete(comment, repository, caller) is null,
        }).ToArray();
        var threads = Threads(views);
        var onLines = threads.Where(thread => thread.Comment.Path is not null)
            .ToLookup(thread => thread.Comment.Path!, thread => new DiffRemark(thread.Comment.LineFrom, thread.Comment.LineTo, thread), StringComparer.Ordinal);
        return new CommitTalkView([.. threads.Where(thread => thread.Comment.Path is null)], new DiffRemarks(Partial, onLines, isPerson), slice.Size > slice.Items.Count);
    }

    /// <summary>Each comment that answers none of these, with all that follows from it.</summary>
    private static IReadOnlyList<CommitCommentView> Threads(CommitCommentView[] views)
    {
        var known = views.ToDictionary(view => view.Comment.Id);
        var roots = views.ToLookup(view => RootOf(view).Comment.Id);
        return [.. views.Where(view => RootOf(view) == view).Select(root => root with { Replies = [.. roots[root.Comment.Id].Where(view => view != root)] })];

        CommitCommentView RootOf(CommitCommentView view)
        {
            // An answer is newer than what it answers, so that this ends.
            while (view.Comment.ParentId is { } parent && known.TryGetValue(parent, out var above))
                view = above;

            return view;
        }
    }
}
