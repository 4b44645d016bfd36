using Mortise.Connect.Linkers;
using Mortise.Query.Fields;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>Comments on commits as answers: schema <c>commit_comment</c>, with the accounts and linkers that a page needs, read once.</summary>
internal sealed class CommitCommentAnswers(
    CommentJson comments, CommitReferenceJson commits, AccountStore accounts, IWorkspaceLinkers linkers, PageAnswers pages, PublicAddress address)
{
    public async Task<IResult> OneAsync(Repository repository, CommitComment comment, CancellationToken cancellation) =>
        ApiAnswer.Ok((await ViewsAsync(repository, [comment], cancellation))[0], Write);

    /// <summary>201 with its address: also for a change (rest.md 20.2, D-132).</summary>
    public async Task<IResult> CreatedAsync(Repository repository, CommitComment comment, CancellationToken cancellation) =>
        ApiAnswer.Created(
            $"{PlaceOf(repository, comment.CommitHash).Api}/{comment.Id}", (await ViewsAsync(repository, [comment], cancellation))[0], Write);

    public async Task<IResult> PageAsync(HttpContext context, Repository repository, Slice<CommitComment> slice) =>
        pages.Of(context, new Slice<View>(await ViewsAsync(repository, slice.Items, context.RequestAborted), slice.Size), Write);

    private async Task<IReadOnlyList<View>> ViewsAsync(Repository repository, IReadOnlyList<CommitComment> page, CancellationToken cancellation)
    {
        var people = await accounts.ListAsync(page.Select(comment => comment.AccountId), cancellation);
        var set = page.Count > 0 ? await linkers.GetAsync(repository.WorkspaceId, cancellation) : LinkerSet.Empty;
        return
        [
            .. page.Select(comment => new View(
                new CommentJson.CommentView(
                    comment, "commit_comment", people.GetValueOrDefault(comment.AccountId), set, PlaceOf(repository, comment.CommitHash)),
                new CommitReference(repository.FullName, comment.CommitHash))),
        ];
    }

    private void Write(ObjectWriter o, View view)
    {
        comments.Write(o, view.Comment);
        o.Embedded("commit", view.Commit, commits.Write);
    }

    private CommentPlace PlaceOf(Repository repository, string hash) => new(
        $"{address.Api}/repositories/{repository.FullName}/commit/{hash}/comments", $"{address.Origin}/{repository.FullName}/commits/{hash}",
        $"{address.Api}/repositories/{repository.FullName}/diff/{hash}");

    private readonly record struct View(CommentJson.CommentView Comment, CommitReference Commit);
}
