using System.Text.Json;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.PullRequests.Merging;

/// <summary>A merge that goes on after its request was answered.</summary>
internal sealed record MergeTask
{
    public const string Pending = "PENDING";
    public const string Success = "SUCCESS";
    public const string Failed = "FAILED";

    public Guid Id { get; init; }

    public Guid WorkspaceId { get; init; }

    public Guid RepositoryId { get; init; }

    public long Number { get; init; }

    /// <summary>Who asked.</summary>
    public Guid AccountId { get; init; }

    /// <summary><see cref="MergeOrders"/> in JSON.</summary>
    public string Orders { get; init; } = "";

    public string State { get; init; } = Pending;

    /// <summary>Of the refusal, where it failed.</summary>
    public int? Status { get; init; }

    public string? Message { get; init; }
}

/// <summary>Takes a merge on.</summary>
internal sealed record MergeMessage(Guid Task)
{
    public const string Kind = "pullrequest.merge";
}

/// <summary>The <c>merge_tasks</c> table; a task and the message that carries it out are one write.</summary>
internal sealed class MergeTaskStore(Database database, OutboxStore outbox, IdSource ids, TimeProvider clock)
{
    /// <summary>Takes a merge on, unless one of the same pull request is pending.</summary>
    public Task<(Guid Task, ApiError? Refusal)> AddAsync(PullRequest request, MergeOrders orders, Guid account, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"merge-tasks/{request.RepositoryId:D}/{request.Number}");
                if (await write.ScalarAsync<long>(CountPending, new { request.WorkspaceId, request.RepositoryId, request.Number }) > 0)
                    return (default, ApiError.Conflict($"The pull request {request.Number} is being merged already."));

                var task = ids.New();
                await write.ExecuteAsync(
                    """
                    INSERT INTO merge_tasks (workspace_id, repository_id, number, id, account_id, orders, state, created_on)
                    VALUES (@WorkspaceId, @RepositoryId, @Number, @task, @account, @json, 'PENDING', @now)
                    """,
                    new { request.WorkspaceId, request.RepositoryId, request.Number, task, account, json = JsonSerializer.Serialize(orders), now = clock.GetUtcNow() });
                await outbox.AddAsync(write, MergeMessage.Kind, new MergeMessage(task));
                return (task, (ApiError?)null);
            },
            cancellation);

    public Task<MergeTask?> FindAsync(Guid task, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync<MergeTask>(
                "SELECT id, workspace_id, repository_id, number, account_id, orders, state, status, message FROM merge_tasks WHERE id = @task", new { task }),
            cancellation);

    /// <summary>Ends a task that is pending.</summary>
    /// <param name="refusal">Null: it has merged.</param>
    public Task EndAsync(Guid task, ApiError? refusal, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE merge_tasks SET state = @state, status = @status, message = @message WHERE id = @task AND state = 'PENDING'",
                new { task, state = refusal is null ? MergeTask.Success : MergeTask.Failed, status = refusal?.Status, message = refusal?.Message }),
            cancellation);

    private const string CountPending =
        "SELECT COUNT(*) FROM merge_tasks WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number AND state = 'PENDING'";
}
