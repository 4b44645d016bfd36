using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.Addon;

/// <summary>The <c>installations</c> table, and what it takes to go from one state to the next.</summary>
internal sealed partial class InstallationStore(Database database, SecretSealer sealer, OutboxStore outbox, TimeProvider clock)
{
    /// <summary>What is there, uninstalled ones left out.</summary>
    /// <param name="workspace">Only those on it; null for all.</param>
    public Task<IReadOnlyList<Installation>> ListAsync(Guid? workspace, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<Installation>(
                $"{Select} WHERE i.state <> 'removed'{(workspace is null ? "" : " AND i.workspace_id = @workspace")} ORDER BY i.number", new { workspace }),
            cancellation);

    /// <summary>The installation in whatever state.</summary>
    public Task<Installation?> FindAsync(Guid id, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<Installation>($"{Select} WHERE i.id = @id", new { id }), cancellation);

    /// <summary>The secret that the app was sent last, or that of a registered app; null when it was sent none.</summary>
    public async Task<string?> FindSecretAsync(Guid id, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(session => session.FindAsync<SecretsRow>($"{SelectSecrets} WHERE i.id = @id", new { id }), cancellation);
        return (row?.AppSecret ?? row?.Secret) is { } secret ? sealer.Open(secret) : null;
    }

    /// <summary>Removes an installation and leaves the message to its app; the secret stays. Null when it is not there.</summary>
    /// <returns>The installation as it is now; <see cref="InstallationState.Installing"/> when an install is under way, and nothing was changed.</returns>
    public Task<Installation?> RemoveAsync(Guid id, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var stored = await write.FindAsync<Installation>($"{Select} WHERE i.id = @id{OfInstallation(write)}", new { id });
                if (stored is null or { State: InstallationState.Removed or InstallationState.Installing })
                    return stored is { State: InstallationState.Removed } ? null : stored;

                var now = clock.GetUtcNow();
                await write.ExecuteAsync(
                    "UPDATE installations SET state = 'removed', removed_on = @now, updated_on = @now, purged_on = NULL, version = version + 1 WHERE id = @id", new { id, now });
                await outbox.AddAsync(write, UninstalledMessage.Kind, new UninstalledMessage(id, Instants.ToMicroseconds(now)));
                return stored with { State = InstallationState.Removed, RemovedOn = now, UpdatedOn = now };
            },
            cancellation);

    /// <summary>Uninstalled before <paramref name="before"/>, with their data still here.</summary>
    public Task<IReadOnlyList<Installation>> ListUnpurgedAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<Installation>(
                $"{Select} WHERE i.state = 'removed' AND i.purged_on IS NULL AND i.removed_on < @before ORDER BY i.number", new { before }),
            cancellation);

    /// <summary>Marks an installation as purged inside the write that purges; false when it has come back meanwhile.</summary>
    public async Task<bool> MarkPurgedAsync(WriteSession write, Installation installation) =>
        await write.ExecuteAsync(
            "UPDATE installations SET purged_on = @now WHERE id = @Id AND state = 'removed' AND removed_on = @RemovedOn",
            new { installation.Id, installation.RemovedOn, now = clock.GetUtcNow() }) == 1;

    /// <summary>Locks the installation alone, not the workspace it is joined with.</summary>
    private static string OfInstallation(WriteSession write) => write.Kind == DatabaseKind.PostgreSql ? " FOR UPDATE OF i" : "";

    private const string Select = """
        SELECT i.id, i.workspace_id, w.slug AS workspace, i.app_key, i.client_key, i.state, i.version, i.descriptor_url, i.descriptor, i.scopes, i.installed_by,
            i.created_on, i.updated_on, i.removed_on, i.data_fate, i.report
        FROM installations i JOIN workspaces w ON w.id = i.workspace_id
        """;

    private const string SelectSecrets = """
        SELECT i.secret, a.secret AS app_secret
        FROM installations i LEFT JOIN apps a ON a.app_key = i.app_key AND a.registered_url IS NOT NULL
        """;

    private sealed record SecretsRow
    {
        public byte[]? Secret { get; init; }
        public byte[]? AppSecret { get; init; }
    }
}
