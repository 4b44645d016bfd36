using Mortise.Git.Refs;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.GitAccess;

/// <summary>The <c>reference_intents</c> table, and the columns of <c>repositories</c> that follow from references.</summary>
internal sealed class ReferenceIntentStore(Database database, OutboxStore outbox, TimeProvider clock)
{
    /// <summary>Keeps the intent, durable when the task completes.</summary>
    /// <param name="condition">Asked in the same transaction: in one line why nothing may move, or null.</param>
    /// <returns>Null, or why nothing may move.</returns>
    public Task<string?> OpenAsync(ReferenceIntent intent, CancellationToken cancellation, Func<WriteSession, Task<string?>>? condition = null) =>
        database.WriteAsync(
            async write =>
            {
                if (!await LockRepositoryAsync(write, intent.WorkspaceId, intent.RepositoryId))
                    return "the repository has been deleted";

                if (condition is not null && await condition(write) is { } refusal)
                    return refusal;

                await write.ExecuteAsync(Insert, Row.Of(intent));
                return null;
            },
            cancellation);

    /// <summary>
    /// Ends an intent: its row goes, and what follows from the references that moved is written in the same transaction.
    /// The one place from which a change of references is made known.
    /// </summary>
    /// <param name="moved">What took effect; of changes that a later one has seen, what was seen counts.</param>
    /// <param name="known">The open intents that were looked at together, where the decision came from a comparison; null where git itself answered.</param>
    public Task<Settlement> SettleAsync(
        ReferenceIntent intent, IReadOnlyList<RefUpdate> moved, RepositoryFacts facts, IReadOnlySet<Guid>? known, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (!await LockRepositoryAsync(write, intent.WorkspaceId, intent.RepositoryId))
                    return new Settlement(SettleOutcome.Gone, null);

                var open = await ListAsync(write, intent.RepositoryId);
                if (open.FirstOrDefault(other => other.Id == intent.Id) is not { } stored)
                    return new Settlement(SettleOutcome.Gone, null);

                if (known is not null)
                {
                    if (open.Any(other => !known.Contains(other.Id)))
                        return new Settlement(SettleOutcome.Overtaken, null);

                    moved = [.. stored.Changes.Where(change => change.Moved ?? moved.Contains(change.Update)).Select(change => change.Update)];
                }

                await write.ExecuteAsync("DELETE FROM reference_intents WHERE id = @Id", new { intent.Id });
                if (moved.Count == 0)
                    return new Settlement(SettleOutcome.Settled, null);

                foreach (var other in open.Where(other => other.Id != intent.Id))
                    await MarkAsync(write, other, moved);

                foreach (var consequence in facts.Consequences)
                    await consequence(write, moved);

                if (PushHappened.Of(intent, moved, clock.GetUtcNow()) is { } happened)
                    await outbox.AddAsync(write, PushHappened.Kind, happened);

                var main = await write.ScalarAsync<string>(
                    UpdateRepository,
                    new { intent.WorkspaceId, intent.RepositoryId, Now = clock.GetUtcNow(), facts.Size, facts.MainBranch, Vanished = facts.Vanished ?? "" });
                return new Settlement(SettleOutcome.Settled, main);
            },
            cancellation);

    /// <summary>The open intents of a repository, oldest first.</summary>
    public Task<IReadOnlyList<ReferenceIntent>> ListAsync(Guid repository, CancellationToken cancellation) =>
        database.ReadAsync(session => ListAsync(session, repository), cancellation);

    /// <summary>Repositories with an intent that was opened before that instant.</summary>
    public Task<IReadOnlyList<Guid>> ListRepositoriesAsync(DateTimeOffset openedBefore, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<Guid>(
                "SELECT DISTINCT repository_id FROM reference_intents WHERE created_on <= @openedBefore", new { openedBefore }),
            cancellation);

    /// <summary>The main branch in the row of a repository; null also when there is no such repository.</summary>
    public Task<string?> FindMainBranchAsync(Guid repository, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ScalarAsync<string>("SELECT main_branch FROM repositories WHERE id = @repository", new { repository }), cancellation);

    /// <summary>Whether a change of that cause is under way in the repository.</summary>
    public static async Task<bool> IsOpenAsync(Session session, Guid repository, string cause) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM reference_intents WHERE repository_id = @repository AND cause LIKE @cause", new { repository, cause }) > 0;

    private static async Task<bool> LockRepositoryAsync(WriteSession write, Guid workspaceId, Guid repositoryId) =>
        await write.ScalarAsync<string>(
            $"SELECT id FROM repositories WHERE workspace_id = @workspaceId AND id = @repositoryId{write.ForUpdate}",
            new { workspaceId, repositoryId }) is not null;

    private static async Task<IReadOnlyList<ReferenceIntent>> ListAsync(Session session, Guid repository) =>
        [.. (await session.ListAsync<Row>(SelectOpen, new { repository })).Select(row => row.ToIntent())];

    /// <summary>
    /// A reference that moved from its old id says of the other open intents what it found: the one that wanted that id had moved it there,
    /// and the one that wanted to move it from there had not.
    /// </summary>
    private static async Task MarkAsync(WriteSession write, ReferenceIntent other, IReadOnlyList<RefUpdate> moved)
    {
        var seen = moved.ToDictionary(update => update.Name, update => update.Old);
        var marked = other.Changes
            .Select(change => change.Moved is null && seen.TryGetValue(change.Update.Name, out var old)
                ? change with { Moved = old == change.Update.New ? true : old == change.Update.Old ? false : null }
                : change)
            .ToArray();
        if (!marked.SequenceEqual(other.Changes))
            await write.ExecuteAsync(
                "UPDATE reference_intents SET changes = @Changes WHERE id = @Id", new { other.Id, Changes = ReferenceIntent.Write(marked) });
    }

    private const string Insert = """
        INSERT INTO reference_intents (id, workspace_id, repository_id, actor_id, cause, changes, created_on)
        VALUES (@Id, @WorkspaceId, @RepositoryId, @ActorId, @Cause, @Changes, @CreatedOn)
        """;

    private const string SelectOpen = """
        SELECT id, workspace_id, repository_id, actor_id, cause, changes, created_on
        FROM reference_intents WHERE repository_id = @repository ORDER BY created_on, id
        """;

    private const string UpdateRepository = """
        UPDATE repositories SET updated_on = @Now, size = @Size,
            main_branch = CASE WHEN main_branch IS NULL OR main_branch = @Vanished THEN @MainBranch ELSE main_branch END
        WHERE workspace_id = @WorkspaceId AND id = @RepositoryId
        RETURNING main_branch
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid WorkspaceId { get; init; }
        public Guid RepositoryId { get; init; }
        public Guid? ActorId { get; init; }
        public string Cause { get; init; } = "";
        public string Changes { get; init; } = "";
        public DateTimeOffset CreatedOn { get; init; }

        public static Row Of(ReferenceIntent intent) => new()
        {
            Id = intent.Id,
            WorkspaceId = intent.WorkspaceId,
            RepositoryId = intent.RepositoryId,
            ActorId = intent.ActorId,
            Cause = intent.Cause,
            Changes = ReferenceIntent.Write(intent.Changes),
            CreatedOn = intent.CreatedOn,
        };

        public ReferenceIntent ToIntent() => new()
        {
            Id = Id,
            WorkspaceId = WorkspaceId,
            RepositoryId = RepositoryId,
            ActorId = ActorId,
            Cause = Cause,
            Changes = ReferenceIntent.Read(Changes),
            CreatedOn = CreatedOn,
        };
    }
}

/// <summary>How the end of an intent went.</summary>
internal enum SettleOutcome
{
    Settled,

    /// <summary>Someone else has settled it, or the repository is deleted.</summary>
    Gone,

    /// <summary>A change began after the references were compared: compare again.</summary>
    Overtaken,
}

/// <param name="MainBranch">As the row has it now, where something moved.</param>
internal readonly record struct Settlement(SettleOutcome Outcome, string? MainBranch);
