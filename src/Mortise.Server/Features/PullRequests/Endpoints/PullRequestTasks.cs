using System.Globalization;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.PullRequests.Tasks;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET and POST of …/pullrequests/{pull_request_id}/tasks, and GET, PUT and DELETE of …/tasks/{task_id}</summary>
internal sealed class PullRequestTasks(PullRequestFinder finder, PullRequestTaskStore tasks, PullRequestTaskAnswers answers)
{
    public static Task<IResult> ListAsync([AsParameters] PullRequestPath path, Caller caller, PullRequestTasks on, HttpContext context) =>
        on.ListAsync(path, caller, context);

    public static Task<IResult> GetAsync([AsParameters] PullRequestPath path, string task_id, Caller caller, PullRequestTasks on, HttpContext context) =>
        on.GetAsync(path, task_id, caller, context);

    public static Task<IResult> PostAsync([AsParameters] PullRequestPath path, Caller caller, PullRequestTasks on, HttpContext context) =>
        on.PostAsync(path, caller, context);

    public static Task<IResult> PutAsync([AsParameters] PullRequestPath path, string task_id, Caller caller, PullRequestTasks on, HttpContext context) =>
        on.PutAsync(path, task_id, caller, context);

    public static Task<IResult> DeleteAsync([AsParameters] PullRequestPath path, string task_id, Caller caller, PullRequestTasks on, HttpContext context) =>
        on.DeleteAsync(path, task_id, caller, context);

    private async Task<IResult> ListAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var slice = await tasks.ListAsync(found.PullRequest, ActingAccount.Of(caller), context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(found, slice, caller, context);
    }

    private async Task<IResult> GetAsync(PullRequestPath path, string taskId, Caller caller, HttpContext context)
    {
        var (found, task, refusal) = await FindAsync(path, taskId, caller, context.RequestAborted);
        return found is null ? refusal! : await answers.OneAsync(found, task!, caller, context);
    }

    private async Task<IResult> PostAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null || (refusal = CommentRules.MaySpeak(found.Repository, caller)) is not null)
            return refusal!;

        var (members, problem) = await ReadAsync(context, "content", "comment", "pending");
        if (members is null)
            return problem!;

        var task = new PullRequestTask
        {
            AccountId = ActingAccount.Of(caller)!.Value,
            CommentId = CommentBody.ReadId(members, "comment"),
            Content = CommentBody.ReadContent(members),
            IsPending = members.Flag("pending") ?? false,
        };
        if (members.Problem is { } faults)
            return faults;

        var (kept, why) = await tasks.AddAsync(found.PullRequest, task, context.RequestAborted);
        return kept is null ? why! : await answers.CreatedAsync(found, kept, caller, context);
    }

    private async Task<IResult> PutAsync(PullRequestPath path, string taskId, Caller caller, HttpContext context)
    {
        var (found, task, refusal) = await FindAsync(path, taskId, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var (members, problem) = await ReadAsync(context, "content", "state");
        if (members is null)
            return problem!;

        var content = CommentBody.ReadContent(members, isOptional: true);
        var state = members.OneOf("state", PullRequestTask.Resolved, PullRequestTask.Unresolved);
        if (members.Problem is { } faults)
            return faults;

        if ((content.Length > 0 ? MayChange(found, task!, caller) : null) is { } notTheirs)
            return notTheirs;

        if ((state is null ? null : TalkRules.MaySettle(found, task!.AccountId, caller)) is { } forbidden)
            return forbidden;

        var account = ActingAccount.Of(caller);
        var (kept, why) = await tasks.UpdateAsync(
            found.PullRequest, task!.Id, account, (stored, now) => (Change(stored, content, state, account!.Value, now), null), context.RequestAborted);
        return kept is null ? why! : await answers.OneAsync(found, kept, caller, context);
    }

    private async Task<IResult> DeleteAsync(PullRequestPath path, string taskId, Caller caller, HttpContext context)
    {
        var (found, task, refusal) = await FindAsync(path, taskId, caller, context.RequestAborted);
        if (found is null || (refusal = MayChange(found, task!, caller)) is not null)
            return refusal!;

        return await tasks.DeleteAsync(found.PullRequest, task!.Id, context.RequestAborted) ? TypedResults.NoContent() : PullRequestTaskStore.NotFound(taskId);
    }

    private async Task<(FoundPullRequest? Found, PullRequestTask? Task, ApiError? Refusal)> FindAsync(
        PullRequestPath path, string taskId, Caller caller, CancellationToken cancellation)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, cancellation);
        if (found is null)
            return (null, null, refusal);

        return long.TryParse(taskId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && await tasks.FindAsync(found.PullRequest, id, ActingAccount.Of(caller), cancellation) is { } task
                ? (found, task, null)
                : (null, null, PullRequestTaskStore.NotFound(taskId));
    }

    private static async Task<(BodyMembers? Members, ApiError? Problem)> ReadAsync(HttpContext context, params string[] known)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        members.Only(known);
        return (members, null);
    }

    private static PullRequestTask Change(PullRequestTask stored, string content, string? state, Guid account, DateTimeOffset now)
    {
        var changed = content.Length > 0 ? stored with { Content = content } : stored;
        return state is null || state == stored.State
            ? changed
            : state == PullRequestTask.Resolved
                ? changed with { State = state, ResolvedBy = account, ResolvedOn = now }
                : changed with { State = state, ResolvedBy = null, ResolvedOn = null };
    }

    private static ApiError? MayChange(FoundPullRequest found, PullRequestTask task, Caller caller) =>
        ActingAccount.Of(caller) == task.AccountId || found.Repository.Allows(RepositoryPermission.Admin)
            ? null
            : ApiError.Forbidden("Only who made it and administrators of the repository change or delete a task.");
}
