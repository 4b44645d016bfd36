using System.Text.Json;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Outbox;

/// <summary>The <c>outbox</c> table and its attempts: messages wait here until somebody has taken them or they are given up.</summary>
/// <remarks>A message is added in the write of the change it tells of. It is sent at least once, under an id that stays the same.</remarks>
internal sealed class OutboxStore(Database database, IdSource ids, TimeProvider clock, OutboxSignal signal)
{
    /// <summary>Adds a message to a write; it leaves after the commit.</summary>
    /// <param name="kind">Names its <see cref="IMessageHandler"/>.</param>
    /// <param name="payload">Written as JSON; holds no secret.</param>
    public async Task<Guid> AddAsync<T>(WriteSession write, string kind, T payload)
    {
        var id = ids.New();
        await write.ExecuteAsync(
            "INSERT INTO outbox (id, kind, payload, attempts, due_on, created_on) VALUES (@id, @kind, @json, 0, @now, @now)",
            new { id, kind, json = JsonSerializer.Serialize(payload), now = clock.GetUtcNow() });

        // The write has not committed yet; a worker that comes too early finds the message on its next round.
        signal.Raise();
        return id;
    }

    /// <summary>As the other overload, under an id that follows from what the message is about: added once, however often its cause is handled.</summary>
    public async Task AddAsync<T>(WriteSession write, Guid id, string kind, T payload)
    {
        await write.ExecuteAsync(
            "INSERT INTO outbox (id, kind, payload, attempts, due_on, created_on) VALUES (@id, @kind, @json, 0, @now, @now) ON CONFLICT (id) DO NOTHING",
            new { id, kind, json = JsonSerializer.Serialize(payload), now = clock.GetUtcNow() });
        signal.Raise();
    }

    /// <summary>Takes due messages for this worker alone, until the lease ends. The attempt counts from now on, should the server die of it.</summary>
    /// <param name="most">How many.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="busy">What this worker still sends, and does not take again even if that has outlasted its lease.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<OutboxMessage>> LeaseAsync(int most, TimeSpan lease, IReadOnlyCollection<Guid> busy, CancellationToken cancellation)
    {
        var sent = busy.Select(id => id.ToString("D")).ToArray();
        // An idle host asks every second; that must not take a turn of the one writer.
        var due = await database.ReadAsync(
            session => session.ScalarAsync<long>($"SELECT COUNT(*) FROM outbox WHERE {Due} AND NOT id {session.In("sent")}", new { now = clock.GetUtcNow(), sent }), cancellation);
        if (due == 0)
            return [];

        return await database.WriteAsync(
            write =>
            {
                var now = clock.GetUtcNow();
                var skip = write.Kind == DatabaseKind.PostgreSql ? " FOR UPDATE SKIP LOCKED" : "";
                return write.ListAsync<OutboxMessage>(
                    $"""
                    UPDATE outbox SET leased_until = @until, attempts = attempts + 1 WHERE id IN (
                        SELECT id FROM outbox WHERE {Due} AND NOT id {write.In("sent")} ORDER BY due_on, id LIMIT @most{skip})
                    RETURNING id, kind, payload, {Finished} AS attempts, attempts - 1 - {Finished} AS broken_off, leased_until, created_on
                    """,
                    new { now, until = now + lease, most, sent });
            },
            cancellation);
    }

    /// <summary>Gives a message back unsent; that was no attempt.</summary>
    public Task ReleaseAsync(OutboxMessage message, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE outbox SET leased_until = NULL, attempts = attempts - 1 WHERE id = @Id AND leased_until = @LeasedUntil",
                new { message.Id, message.LeasedUntil }),
            cancellation);

    /// <summary>Ends the leases of a server that is gone: with SQLite there is one server, so at its start all of them; with PostgreSQL they run out.</summary>
    public async Task ReleaseAbandonedAsync(CancellationToken cancellation)
    {
        if (database.Kind == DatabaseKind.Sqlite)
            await database.WriteAsync(write => write.ExecuteAsync("UPDATE outbox SET leased_until = NULL WHERE leased_until IS NOT NULL"), cancellation);
    }

    /// <summary>Records an attempt and, where <paramref name="dueOn"/> is null, settles the message; nothing when the lease was lost.</summary>
    public Task RecordAsync(OutboxMessage message, DateTimeOffset startedOn, string outcome, DateTimeOffset? dueOn, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var number = message.Attempts + 1;
                var changed = await write.ExecuteAsync(
                    """
                    UPDATE outbox SET attempts = @number, due_on = @dueOn, leased_until = NULL, last_outcome = @outcome
                    WHERE id = @Id AND leased_until = @LeasedUntil
                    """,
                    new { message.Id, message.LeasedUntil, number, dueOn, outcome });
                if (changed == 1)
                    await write.ExecuteAsync(
                        "INSERT INTO outbox_attempts (message_id, number, started_on, outcome) VALUES (@Id, @number, @startedOn, @outcome)",
                        new { message.Id, number, startedOn, outcome });
            },
            cancellation);

    /// <summary>Forgets settled messages older than <paramref name="before"/>, with their attempts.</summary>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM outbox WHERE due_on IS NULL AND created_on < @before", new { before }), cancellation);

    private const string Finished = "CAST((SELECT COUNT(*) FROM outbox_attempts done WHERE done.message_id = outbox.id) AS INTEGER)";

    private const string Due = "due_on <= @now AND (leased_until IS NULL OR leased_until <= @now)";
}
