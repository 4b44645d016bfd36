using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Features.ApplicationProperties;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon;

/// <summary>Uninstalled, disabled, enabled, forgotten: each change leaves the message to the app in its own transaction.</summary>
internal sealed partial class InstallationStore
{
    /// <summary>Removes an installation; the secret stays. Of one that is removed already, only a fate of its data that is named changes. Null when it is not there.</summary>
    /// <returns>The installation as it is now; <see cref="InstallationState.Installing"/> when an install is under way, and nothing was changed.</returns>
    public Task<Installation?> RemoveAsync(Guid id, DataFate? fate, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var stored = await FindLockedAsync(write, id);
                if (stored is null || (stored.State == InstallationState.Removed && (fate is null || stored.PurgedOn is not null)))
                    return null;

                if (stored.State == InstallationState.Installing)
                    return stored;

                var now = clock.GetUtcNow();
                await write.ExecuteAsync(
                    """
                    UPDATE installations SET state = 'removed', removed_on = COALESCE(removed_on, @now), updated_on = @now, changed_on = COALESCE(removed_on, @now),
                        purged_on = NULL, data_fate = @fate, version = version + 1
                    WHERE id = @id
                    """,
                    new { id, now, fate = (fate ?? DataFate.Keep).ToString().ToLowerInvariant() });
                if (stored.State != InstallationState.Removed)
                    await outbox.AddAsync(write, LifecycleMessage.KindOf("uninstalled"), new LifecycleMessage(id, Instants.ToMicroseconds(now)));

                var removed = await write.FindAsync<Installation>($"{Select} WHERE i.id = @id", new { id });
                if (fate == DataFate.Erase)
                    await PurgeAsync(write, removed!);

                return removed;
            },
            cancellation);

    /// <summary>Enables or disables an installation; nothing changes where it is so already. Null when it is not there.</summary>
    /// <returns>The installation as it is now; <see cref="InstallationState.Installing"/> when an install is under way, and nothing was changed.</returns>
    public Task<Installation?> TurnAsync(Guid id, bool on, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var stored = await FindLockedAsync(write, id);
                var wanted = on ? InstallationState.Active : InstallationState.Disabled;
                if (stored is null or { State: InstallationState.Removed } || stored.State == wanted || stored.State == InstallationState.Installing)
                    return stored is { State: InstallationState.Removed } ? null : stored;

                var now = clock.GetUtcNow();
                await write.ExecuteAsync(
                    "UPDATE installations SET state = @state, updated_on = @now, changed_on = @now, version = version + 1 WHERE id = @id",
                    new { id, now, state = wanted.ToString().ToLowerInvariant() });
                await outbox.AddAsync(write, LifecycleMessage.KindOf(on ? "enabled" : "disabled"), new LifecycleMessage(id, Instants.ToMicroseconds(now)));
                return stored with { State = wanted, UpdatedOn = now };
            },
            cancellation);

    /// <summary>Deletes what remains of an uninstalled app, its data and secret. Null when it is not there; unchanged when it is installed.</summary>
    public Task<Installation?> ForgetAsync(Guid id, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await FindLockedAsync(write, id) is not { State: InstallationState.Removed } stored)
                    return await FindLockedAsync(write, id);

                await PurgeAsync(write, stored);
                await write.ExecuteAsync("DELETE FROM installations WHERE id = @id", new { id });
                return stored;
            },
            cancellation);

    /// <summary>Uninstalled before <paramref name="before"/>, with data that were to wait no longer.</summary>
    public Task<IReadOnlyList<Installation>> ListUnpurgedAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<Installation>(
                $"{Select} WHERE i.state = 'removed' AND i.purged_on IS NULL AND COALESCE(i.data_fate, 'keep') = 'keep' AND i.removed_on < @before ORDER BY i.number",
                new { before }),
            cancellation);

    /// <summary>Deletes an uninstalled app's application properties and linker values; null when it has come back or was purged meanwhile.</summary>
    /// <returns>How many properties there were.</returns>
    public Task<int?> PurgeAsync(Installation installation, CancellationToken cancellation) =>
        database.WriteAsync(write => PurgeAsync(write, installation), cancellation);

    private async Task<int?> PurgeAsync(WriteSession write, Installation installation)
    {
        var marked = await write.ExecuteAsync(
            "UPDATE installations SET purged_on = @now WHERE id = @Id AND state = 'removed' AND removed_on = @RemovedOn",
            new { installation.Id, installation.RemovedOn, now = clock.GetUtcNow() });
        if (marked == 0)
            return null;

        await LinkerValueStore.KeepAsync(write, installation.WorkspaceId, installation.Id, []);
        return await ApplicationPropertyStore.PurgeAsync(write, installation.WorkspaceId, installation.AppKey);
    }

    private static Task<Installation?> FindLockedAsync(WriteSession write, Guid id) =>
        write.FindAsync<Installation>($"{Select} WHERE i.id = @id{OfInstallation(write)}", new { id });
}
