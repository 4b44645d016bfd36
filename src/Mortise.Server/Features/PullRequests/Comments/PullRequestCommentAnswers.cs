using System.Globalization;
using Mortise.Connect.Linkers;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>Comments on pull requests as answers: accounts, linkers and the files they are on are read once a page.</summary>
internal sealed class PullRequestCommentAnswers(
    PullRequestCommentJson json, PullRequestAnswers requests, CommentAnchors anchors, AccountStore accounts, IWorkspaceLinkers linkers, PageAnswers pages,
    PublicAddress address)
{
    public async Task<IResult> OneAsync(FoundPullRequest found, PullRequestComment comment, Caller caller, HttpContext context) =>
        ApiAnswer.Ok(await ViewAsync(found, comment, caller, context), json.Write);

    public async Task<IResult> CreatedAsync(FoundPullRequest found, PullRequestComment comment, Caller caller, HttpContext context)
    {
        var view = await ViewAsync(found, comment, caller, context);
        return ApiAnswer.Created(string.Create(CultureInfo.InvariantCulture, $"{view.Comment.Place.Api}/{comment.Id}"), view, json.Write);
    }

    public async Task<IResult> ResolutionAsync(FoundPullRequest found, PullRequestComment comment, Caller caller, HttpContext context) =>
        ApiAnswer.Ok(await ViewAsync(found, comment, caller, context), json.WriteResolution);

    public async Task<IResult> PageAsync(FoundPullRequest found, Slice<PullRequestComment> slice, Caller caller, HttpContext context)
    {
        var request = await requests.ViewAsync(found, caller, context);
        return pages.Of(context, new Slice<PullRequestCommentView>(await ViewsAsync([request], slice.Items, context.RequestAborted), slice.Size), json.Write);
    }

    /// <summary>The views of comments on several requests of one repository, in the order given.</summary>
    public async Task<IReadOnlyList<PullRequestCommentView>> ViewsAsync(
        IReadOnlyList<PullRequestView> on, IReadOnlyList<PullRequestComment> comments, CancellationToken cancellation)
    {
        if (comments.Count == 0)
            return [];

        var byNumber = on.ToDictionary(view => view.Request.Number);
        var people = await accounts.ListAsync(
            comments.Select(comment => comment.AccountId).Concat(comments.Select(comment => comment.ResolvedBy).OfType<Guid>()), cancellation);
        var set = await linkers.GetAsync(on[0].Request.WorkspaceId, cancellation);
        var files = new Dictionary<long, IReadOnlyDictionary<string, string?>>();
        foreach (var group in comments.Where(comment => comment.Path is not null).GroupBy(comment => comment.Number))
            files[group.Key] = await anchors.FindAsync(byNumber[group.Key].Request, group.Select(comment => comment.Path!), cancellation);

        return [.. comments.Where(comment => byNumber.ContainsKey(comment.Number)).Select(comment => View(comment, byNumber[comment.Number], people, set, files))];
    }

    private async Task<PullRequestCommentView> ViewAsync(FoundPullRequest found, PullRequestComment comment, Caller caller, HttpContext context) =>
        (await ViewsAsync([await requests.ViewAsync(found, caller, context)], [comment], context.RequestAborted))[0];

    private PullRequestCommentView View(
        PullRequestComment comment, PullRequestView on, IReadOnlyDictionary<Guid, Account> people, LinkerSet set,
        Dictionary<long, IReadOnlyDictionary<string, string?>> files)
    {
        bool? outdated = comment.Path is null ? null : files[comment.Number][comment.Path] != comment.Anchor;
        return new PullRequestCommentView(
            new CommentJson.CommentView(comment, "pullrequest_comment", people.GetValueOrDefault(comment.AccountId), set, PlaceOf(on)),
            comment, outdated, comment.ResolvedBy is { } by ? people.GetValueOrDefault(by) : null, on);
    }

    private CommentPlace PlaceOf(PullRequestView on)
    {
        var api = string.Create(CultureInfo.InvariantCulture, $"{address.Api}/repositories/{on.Destination.FullName}/pullrequests/{on.Request.Number}");
        return new CommentPlace(
            $"{api}/comments", string.Create(CultureInfo.InvariantCulture, $"{address.Origin}/{on.Destination.FullName}/pull-requests/{on.Request.Number}"), $"{api}/diff");
    }
}
