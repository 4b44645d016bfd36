using Mortise.Query.Fields;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>A comment on a pull request with all that is shown of it.</summary>
/// <param name="Comment">What comments of every kind show.</param>
/// <param name="Own">The row.</param>
/// <param name="Outdated">Whether the file has changed at the source since; null for a comment on no file.</param>
/// <param name="ResolvedBy">Null while the thread is open, or the account is gone.</param>
/// <param name="Request">What it is on.</param>
internal sealed record PullRequestCommentView(
    CommentJson.CommentView Comment, PullRequestComment Own, bool? Outdated, Account? ResolvedBy, PullRequestView Request);

/// <summary>Comments on pull requests on the wire: schemas <c>pullrequest_comment</c> and <c>comment_resolution</c>.</summary>
internal sealed class PullRequestCommentJson(CommentJson comments, PullRequestJson requests, AccountJson accounts)
{
    public void Write(ObjectWriter o, PullRequestCommentView view)
    {
        comments.Write(o, view.Comment, view.Outdated);
        o.Write("pending", view.Own.IsPending);
        if (view.Own.ResolvedOn is null)
            o.Null("resolution");
        else
            o.Object("resolution", view, WriteResolution);

        o.Embedded("pullrequest", view.Request, requests.Write);
    }

    public void WriteResolution(ObjectWriter o, PullRequestCommentView view)
    {
        o.Write("type", "comment_resolution");
        o.Embedded("user", view.ResolvedBy, accounts.Write);
        o.Write("created_on", Timestamp.Micro(view.Own.ResolvedOn!.Value));
    }
}
