using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon.Registrations;

/// <summary>The <c>app_rollouts</c> table and its steps. A rollout that a server left under way is taken up again, through the outbox.</summary>
internal sealed class RolloutStore(Database database, OutboxStore outbox, IdSource ids, TimeProvider clock)
{
    /// <summary>Begins a rollout over everything that is installed now; answers the one that is under way where there is one.</summary>
    public async Task<(Rollout Rollout, bool IsNew)> StartAsync(string appKey, bool acceptsScopes, CancellationToken cancellation)
    {
        var (id, isNew) = await database.WriteAsync(
            async write =>
            {
                await write.LockAsync("rollout:" + appKey);
                var open = await write.ScalarAsync<string>("SELECT id FROM app_rollouts WHERE app_key = @appKey AND ended_on IS NULL", new { appKey });
                if (open is not null)
                    return (Guid.ParseExact(open, "D"), false);

                var id = ids.New();
                await write.ExecuteAsync(
                    "INSERT INTO app_rollouts (id, app_key, accepts_scopes, started_on) VALUES (@id, @appKey, @acceptsScopes, @now)",
                    new { id, appKey, acceptsScopes, now = clock.GetUtcNow() });
                await write.ExecuteAsync(
                    """
                    INSERT INTO app_rollout_steps (rollout_id, number, installation_id, state, detail)
                    SELECT @id, ROW_NUMBER() OVER (ORDER BY i.number), i.id, 'waiting', '' FROM installations i WHERE i.app_key = @appKey AND i.state <> 'removed'
                    """,
                    new { id, appKey });
                await outbox.AddAsync(write, RolloutMessage.Kind, new RolloutMessage(id));
                return (id, true);
            },
            cancellation);
        return ((await FindAsync(id, cancellation))!, isNew);
    }

    public Task<Rollout?> FindAsync(Guid id, CancellationToken cancellation) =>
        database.ReadAsync(
            async session => await session.FindAsync<Rollout>(
                "SELECT id, app_key, accepts_scopes, started_on, ended_on FROM app_rollouts WHERE id = @id", new { id }) is { } rollout
                ? rollout with { Steps = await session.ListAsync<RolloutStep>(SelectSteps, new { id }) }
                : null,
            cancellation);

    /// <summary>Records what came of one installation.</summary>
    public Task EndStepAsync(Guid rollout, RolloutStep step, RolloutStepState state, string detail, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE app_rollout_steps SET state = @state, detail = @detail, ended_on = @now WHERE rollout_id = @rollout AND number = @Number AND state = 'waiting'",
                new { rollout, step.Number, state = state.ToString().ToLowerInvariant(), detail, now = clock.GetUtcNow() }),
            cancellation);

    public Task EndAsync(Guid rollout, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE app_rollouts SET ended_on = @now WHERE id = @rollout AND ended_on IS NULL", new { rollout, now = clock.GetUtcNow() }),
            cancellation);

    private const string SelectSteps = """
        SELECT s.number, s.installation_id, w.slug AS workspace, s.state, s.detail, s.ended_on
        FROM app_rollout_steps s
        LEFT JOIN installations i ON i.id = s.installation_id
        LEFT JOIN workspaces w ON w.id = i.workspace_id
        WHERE s.rollout_id = @id ORDER BY s.number
        """;
}
