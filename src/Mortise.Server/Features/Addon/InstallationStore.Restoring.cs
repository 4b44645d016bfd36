using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon;

/// <summary>The way back from an install that was refused or died: everything is again as it was before.</summary>
internal sealed partial class InstallationStore
{
    /// <summary>The app refused: everything is again as it was before the attempt.</summary>
    public Task RestoreAsync(InstallAttempt attempt, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await write.ScalarAsync<long>("SELECT COUNT(*) FROM install_attempts WHERE id = @Id", new { attempt.Id }) == 1)
                    await RestoreAsync(write, attempt.Installation.Id);
            },
            cancellation);

    /// <summary>Goes back from attempts that nobody will finish any more.</summary>
    /// <param name="all">True where no other server can have one under way.</param>
    /// <returns>The client keys concerned.</returns>
    public Task<IReadOnlyList<string>> RestoreDeadAsync(bool all, CancellationToken cancellation) =>
        database.WriteAsync<IReadOnlyList<string>>(
            async write =>
            {
                var dead = await write.ListAsync<Dead>(
                    $"""
                    SELECT i.id, i.client_key FROM install_attempts t JOIN installations i ON i.id = t.installation_id
                    WHERE @all OR t.ends_on <= @now{OfInstallation(write)}
                    """,
                    new { all, now = clock.GetUtcNow() });
                foreach (var one in dead)
                    await RestoreAsync(write, one.Id);

                return [.. dead.Select(one => one.ClientKey)];
            },
            cancellation);

    /// <summary>Undoes the attempt of one installation, in an order that keeps every row sound.</summary>
    private static async Task RestoreAsync(WriteSession write, Guid id)
    {
        await write.ExecuteAsync(RestoreOwner, new { id });
        await write.ExecuteAsync(RestoreInstallation, new { id });
        await write.ExecuteAsync(DropNewOwner, new { id });
        await write.ExecuteAsync(DropNewInstallation, new { id });
        if (await write.FindAsync<Installation>($"{Select} WHERE i.id = @id", new { id }) is { } restored)
            await DropForeignValuesAsync(write, restored);

        await write.ExecuteAsync("DELETE FROM install_attempts WHERE installation_id = @id", new { id });
    }

    /// <summary>Values stay with the linkers that the descriptor in force has: the app may have given others some while the callback was under way.</summary>
    private static async Task DropForeignValuesAsync(WriteSession write, Installation installation)
    {
        if (InstalledDescriptors.TryRead(installation, out var descriptor, out _))
            await LinkerValueStore.KeepAsync(write, installation.WorkspaceId, installation.Id, descriptor.LinkersTakingValues());
    }

    /// <summary>Gives the key back to its owner of before, unless an install from the new address has succeeded meanwhile.</summary>
    private const string RestoreOwner = """
        UPDATE apps SET descriptor_url = t.owner_url
        FROM install_attempts t JOIN installations i ON i.id = t.installation_id
        WHERE t.installation_id = @id AND t.owner_url IS NOT NULL AND apps.app_key = i.app_key AND apps.descriptor_url = i.descriptor_url
          AND NOT EXISTS (SELECT 1 FROM installations o WHERE o.app_key = i.app_key AND o.id <> i.id AND o.descriptor_url = i.descriptor_url)
        """;

    private const string RestoreInstallation = """
        UPDATE installations SET state = t.state, client_key = t.client_key, secret = t.secret, pending_secret = NULL, descriptor_url = t.descriptor_url,
            descriptor = t.descriptor, scopes = t.scopes, installed_by = t.installed_by, updated_on = t.updated_on, removed_on = t.removed_on,
            purged_on = t.purged_on, data_fate = t.data_fate, changed_on = COALESCE(t.changed_on, 0), version = installations.version + 1
        FROM install_attempts t
        WHERE t.installation_id = @id AND installations.id = @id AND t.state IS NOT NULL
        """;

    /// <summary>Frees a key that nobody had before this attempt and nobody else has taken up.</summary>
    private const string DropNewOwner = """
        DELETE FROM apps WHERE registered_url IS NULL
          AND app_key = (
            SELECT i.app_key FROM install_attempts t JOIN installations i ON i.id = t.installation_id
            WHERE t.installation_id = @id AND t.owner_url IS NULL)
          AND NOT EXISTS (SELECT 1 FROM installations o WHERE o.app_key = apps.app_key AND o.id <> @id)
        """;

    private const string DropNewInstallation =
        "DELETE FROM installations WHERE id = @id AND EXISTS (SELECT 1 FROM install_attempts t WHERE t.installation_id = @id AND t.state IS NULL)";

    private sealed record Dead
    {
        public Guid Id { get; init; }
        public string ClientKey { get; init; } = "";
    }
}
