using System.Globalization;
using Mortise.Query.Fields;
using Mortise.Server.Features.PullRequests.Merging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>POST of <c>merge</c> below a pull request, and GET of <c>merge/task-status/{task_id}</c>.</summary>
/// <remarks>
/// Who may write to the repository; who closes a source branch of another one writes to that as well. With <c>async=true</c>, or when it takes longer than
/// a request may (rest.md, D-136), 202 with the address of a task.
/// </remarks>
internal sealed class MergePullRequest(
    PullRequestFinder finder, PullRequestMerger merger, MergeTaskStore tasks, PullRequestStore store, PullRequestAnswers answers, PullRequestJson json,
    RepositoryStore repositories, TimeProvider clock)
{
    /// <summary>Source: rest.md, D-136.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<IResult> PostAsync([AsParameters] PullRequestPath path, Caller caller, MergePullRequest merge, HttpContext context) =>
        merge.PostAsync(path, caller, context);

    public static Task<IResult> StatusAsync([AsParameters] PullRequestPath path, string task_id, Caller caller, MergePullRequest merge, HttpContext context) =>
        merge.StatusAsync(path, task_id, caller, context);

    private async Task<IResult> PostAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        if (!found.Repository.Allows(RepositoryPermission.Write))
            return ApiError.Forbidden($"Only those who may write to {found.Repository.FullName} merge its pull requests.");

        if (!QueryFlag.TryRead(context, "async", out var later, out var unclear))
            return unclear;

        var (orders, problem) = await MergeOrders.ReadAsync(context);
        if (orders is null)
            return problem!;

        if (PullRequestMerger.WhyNot(found.PullRequest) is { } closed)
            return closed;

        var fork = await FindForkAsync(found.PullRequest, caller, context.RequestAborted);
        if (orders.CloseSourceBranch == true && !found.PullRequest.IsWithin && fork is null)
            return ApiError.InvalidField("close_source_branch", "The source branch is in a repository that you may not write to; merge without closing it.");

        orders = orders with { WritesToFork = fork };
        return later ? await AcceptAsync(found, orders, caller, context) : await MergeAsync(found, orders, caller, context);
    }

    /// <summary>The workspace of the source repository where that is another one and the caller may write to it.</summary>
    private async Task<Guid?> FindForkAsync(PullRequest request, Caller caller, CancellationToken cancellation) =>
        !request.IsWithin && request.SourceRepositoryId is { } id
        && await repositories.FindVisibleAsync(id, caller, cancellation) is { } source && source.Allows(RepositoryPermission.Write)
            ? source.WorkspaceId
            : null;

    private async Task<IResult> MergeAsync(FoundPullRequest found, MergeOrders orders, Caller caller, HttpContext context)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            var (merged, refusal) = await merger.MergeAsync(found, orders, PullRequestFinder.ActorOf(caller), both.Token);
            return merged is null ? refusal! : await answers.OneAsync(found with { PullRequest = merged }, caller, context);
        }
        catch (Exception late) when ((late is OperationCanceledException || limit.IsCancellationRequested) && !context.RequestAborted.IsCancellationRequested)
        {
            // Whatever the limit broke off, or the mover's own: the task begins anew, and a merge that has gone through counts as its success.
            return await AcceptAsync(found, orders, caller, context);
        }
    }

    private async Task<IResult> AcceptAsync(FoundPullRequest found, MergeOrders orders, Caller caller, HttpContext context)
    {
        var (task, refusal) = await tasks.AddAsync(found.PullRequest, orders, PullRequestFinder.ActorOf(caller), context.RequestAborted);
        if (refusal is not null)
            return refusal;

        var view = await answers.ViewAsync(found, caller, context);
        var address = AddressOf(view, task);
        return ApiAnswer.Accepted(address, (MergeTask.Pending, address, (PullRequestView?)null), Write);
    }

    private async Task<IResult> StatusAsync(PullRequestPath path, string taskId, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var request = found.PullRequest;
        if (!Guid.TryParse(taskId, CultureInfo.InvariantCulture, out var id) || await tasks.FindAsync(id, context.RequestAborted) is not { } task
            || task.RepositoryId != request.RepositoryId || task.Number != request.Number)
            return ApiError.BadRequest($"The pull request {request.Number} has no merge task '{taskId}'.");

        if (task.AccountId != PullRequestFinder.ActorOf(caller) && !found.Repository.Allows(RepositoryPermission.Write))
            return ApiError.Forbidden("Only who asked for the merge, and those who may write to the repository, follow it.");

        if (task is { State: MergeTask.Failed, Message: { } message })
            return task.Status == 409 ? ApiError.Conflict(message) : ApiError.BadRequest(message);

        var now = await store.FindAsync(request.WorkspaceId, request.RepositoryId, request.Number, context.RequestAborted) ?? request;
        var view = await answers.ViewAsync(found with { PullRequest = now }, caller, context);
        return ApiAnswer.Ok((task.State, AddressOf(view, id), task.State == MergeTask.Success ? view : null), Write);
    }

    private string AddressOf(PullRequestView view, Guid task) => $"{json.AddressOf(view)}/merge/task-status/{task:D}";

    private void Write(ObjectWriter o, (string State, string Address, PullRequestView? Merged) status)
    {
        o.Write("task_status", status.State);
        if (status.Merged is { } merged)
            o.Object("merge_result", merged, json.Write);

        o.Object("links", status.Address, static (links, address) => links.Link("self", address));
    }
}
