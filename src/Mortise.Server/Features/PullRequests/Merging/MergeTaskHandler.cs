using System.Text.Json;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.PullRequests.Merging;

/// <summary>Carries merges out that were answered by 202; after a crash the message comes again, and a merge that had gone through counts.</summary>
internal sealed class MergeTaskHandler(
    MergeTaskStore tasks, RepositoryStore repositories, PullRequestStore store, PullRequestMerger merger, TimeProvider clock) : IMessageHandler
{
    /// <summary>Well before the lease of the message ends.</summary>
    private static readonly TimeSpan Limit = OutboxWorker.Lease * 0.75;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Kind => MergeMessage.Kind;

    public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var id = JsonSerializer.Deserialize<MergeMessage>(message.Payload)!.Task;
        if (await tasks.FindAsync(id, cancellation) is not { State: MergeTask.Pending } task)
            return new("Dropped: the merge has ended");

        // Another attempt, or another node, has begun to move the branch: what became of it is known once its intent is settled.
        if (await store.IsBeingMergedAsync(task.RepositoryId, task.Number, cancellation))
            return new("Waits for a merge of this request that has begun", Again: Patience);

        var refusal = await RunAsync(task, cancellation);
        await tasks.EndAsync(id, refusal, cancellation);
        return new(refusal is null ? "Merged" : $"Refused: {refusal.Message}");
    }

    public Task GiveUpAsync(OutboxMessage message, CancellationToken cancellation) =>
        tasks.EndAsync(
            JsonSerializer.Deserialize<MergeMessage>(message.Payload)!.Task, ApiError.BadRequest("The merge failed by a fault of this host and was given up."), cancellation);

    private async Task<ApiError?> RunAsync(MergeTask task, CancellationToken cancellation)
    {
        // Rights were asked when the task was made; here the host acts.
        var host = Caller.HostAdmin.Instance with { Workspace = task.WorkspaceId };
        if (await repositories.FindVisibleAsync(task.RepositoryId, host, cancellation) is not { } repository
            || await store.FindAsync(task.WorkspaceId, task.RepositoryId, task.Number, cancellation) is not { } request)
            return ApiError.RepositoryNotFound();

        if (request.State == PullRequest.Merged && request.ClosedBy == task.AccountId)
            return null;

        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var orders = JsonSerializer.Deserialize<MergeOrders>(task.Orders)!;
            return (await merger.MergeAsync(new FoundPullRequest(request, repository), orders, task.AccountId, both.Token)).Refusal;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ApiError.BadRequest($"The merge took longer than {Limit.TotalSeconds} seconds and was given up.");
        }
    }
}
