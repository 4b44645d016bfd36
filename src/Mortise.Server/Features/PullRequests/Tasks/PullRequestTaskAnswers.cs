using System.Globalization;
using Mortise.Connect.Linkers;
using Mortise.Query.Fields;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.PullRequests.Tasks;

/// <summary>Tasks as answers: schema <c>pullrequest_comment_task</c>, with the accounts and comments that a page needs, read once.</summary>
internal sealed class PullRequestTaskAnswers(
    PullRequestAnswers requests, PullRequestCommentStore comments, PullRequestCommentAnswers commentAnswers, PullRequestCommentJson commentJson,
    AccountStore accounts, AccountJson accountJson, IWorkspaceLinkers linkers, PageAnswers pages, PublicAddress address)
{
    public async Task<IResult> OneAsync(FoundPullRequest found, PullRequestTask task, Caller caller, HttpContext context) =>
        ApiAnswer.Ok((await ViewsAsync(found, [task], caller, context))[0], Write);

    public async Task<IResult> CreatedAsync(FoundPullRequest found, PullRequestTask task, Caller caller, HttpContext context) =>
        ApiAnswer.Created(ApiOf(found, task), (await ViewsAsync(found, [task], caller, context))[0], Write);

    public async Task<IResult> PageAsync(FoundPullRequest found, Slice<PullRequestTask> slice, Caller caller, HttpContext context) =>
        pages.Of(context, new Slice<View>(await ViewsAsync(found, slice.Items, caller, context), slice.Size), Write);

    private async Task<IReadOnlyList<View>> ViewsAsync(FoundPullRequest found, IReadOnlyList<PullRequestTask> tasks, Caller caller, HttpContext context)
    {
        var people = await accounts.ListAsync(
            tasks.Select(task => task.AccountId).Concat(tasks.Select(task => task.ResolvedBy).OfType<Guid>()), context.RequestAborted);
        var set = await linkers.GetAsync(found.Repository.WorkspaceId, context.RequestAborted);
        var named = tasks.Select(task => task.CommentId).OfType<long>().Distinct().ToArray();
        var about = new Dictionary<long, PullRequestCommentView>();
        if (named.Length > 0)
        {
            var reader = ActingAccount.Of(caller);
            var rows = await comments.ListAsync(found.Repository.WorkspaceId, found.Repository.Id, named, context.RequestAborted);
            var seen = rows.Values.Where(comment => !comment.IsPending || comment.AccountId == reader).ToArray();
            var views = await commentAnswers.ViewsAsync([await requests.ViewAsync(found, caller, context)], seen, context.RequestAborted);
            about = views.ToDictionary(view => view.Own.Id);
        }

        return [.. tasks.Select(task => new View(task, found, people, set, task.CommentId is { } id ? about.GetValueOrDefault(id) : null))];
    }

    private void Write(ObjectWriter o, View view)
    {
        var task = view.Task;
        o.Write("id", task.Id);
        o.Write("created_on", Timestamp.Micro(task.CreatedOn));
        o.Write("updated_on", Timestamp.Micro(task.UpdatedOn));
        o.Write("state", task.State);
        o.Object("content", new MarkupText(task.Content, view.Linkers), MarkupRenderer.Write);
        o.Embedded("creator", view.People.GetValueOrDefault(task.AccountId), accountJson.Write);
        o.Write("pending", task.IsPending);
        o.Write("resolved_on", task.ResolvedOn is { } on ? Timestamp.Micro(on) : null);
        o.Embedded("resolved_by", task.ResolvedBy is { } by ? view.People.GetValueOrDefault(by) : null, accountJson.Write);
        if (view.Comment is not null)
            o.Embedded("comment", view.Comment, commentJson.Write);

        o.Object("links", (ApiOf(view.Found, task), PageOf(view.Found, task)), static (links, at) =>
        {
            links.Link("self", at.Item1);
            links.Link("html", at.Item2);
        });
    }

    private string ApiOf(FoundPullRequest found, PullRequestTask task) => string.Create(
        CultureInfo.InvariantCulture, $"{address.Api}/repositories/{found.Repository.FullName}/pullrequests/{found.PullRequest.Number}/tasks/{task.Id}");

    private string PageOf(FoundPullRequest found, PullRequestTask task) => string.Create(
        CultureInfo.InvariantCulture, $"{address.Origin}/{found.Repository.FullName}/pull-requests/{found.PullRequest.Number}#task-{task.Id}");

    private sealed record View(
        PullRequestTask Task, FoundPullRequest Found, IReadOnlyDictionary<Guid, Account> People, LinkerSet Linkers, PullRequestCommentView? Comment);
}
