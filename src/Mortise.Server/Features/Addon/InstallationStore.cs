using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.Addon;

/// <summary>The <c>installations</c> table, and what it takes to go from one state to the next.</summary>
internal sealed partial class InstallationStore(Database database, SecretSealer sealer, OutboxStore outbox, TimeProvider clock)
{
    /// <summary>What is installed, or with <paramref name="removed"/> what was and is not forgotten.</summary>
    /// <param name="workspace">Only those on it; null for all.</param>
    public Task<IReadOnlyList<Installation>> ListAsync(Guid? workspace, CancellationToken cancellation, bool removed = false) =>
        database.ReadAsync(
            session => session.ListAsync<Installation>(
                $"{Select} WHERE i.state {(removed ? "=" : "<>")} 'removed'{(workspace is null ? "" : " AND i.workspace_id = @workspace")} ORDER BY i.number",
                new { workspace }),
            cancellation);

    /// <summary>The installation in whatever state.</summary>
    public Task<Installation?> FindAsync(Guid id, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<Installation>($"{Select} WHERE i.id = @id", new { id }), cancellation);

    /// <summary>The version of an installation; null when it is not there or uninstalled.</summary>
    public async Task<long?> FindVersionAsync(Guid id, CancellationToken cancellation) =>
        (await database.ReadAsync(session => session.FindAsync(SelectVersion, id.ToString("D")), cancellation))?.Version;

    /// <summary>What is installed of an app on a workspace; null when it is not.</summary>
    public Task<Installation?> FindAsync(Guid workspace, AppKey app, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync<Installation>(
                $"{Select} WHERE i.workspace_id = @workspace AND i.app_key = @app AND i.state <> 'removed'", new { workspace, app = app.Value }),
            cancellation);

    /// <summary>The secret that the app was sent last, or that of a registered app; null when it was sent none.</summary>
    public async Task<string?> FindSecretAsync(Guid id, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(session => session.FindAsync<SecretsRow>($"{SelectSecrets} WHERE i.id = @id", new { id }), cancellation);
        return (row?.AppSecret ?? row?.Secret) is { } secret ? sealer.Open(secret) : null;
    }

    /// <summary>Locks the installation alone, not the workspace it is joined with.</summary>
    private static string OfInstallation(WriteSession write) => write.Kind == DatabaseKind.PostgreSql ? " FOR UPDATE OF i" : "";

    private const string Select = """
        SELECT i.id, i.workspace_id, w.slug AS workspace, i.app_key, i.client_key, i.state, i.version, i.descriptor_url, i.descriptor, i.scopes, i.installed_by,
            i.created_on, i.updated_on, i.changed_on, i.removed_on, i.purged_on, i.data_fate, i.report
        FROM installations i JOIN workspaces w ON w.id = i.workspace_id
        """;

    private const string SelectSecrets = """
        SELECT i.secret, a.secret AS app_secret
        FROM installations i LEFT JOIN apps a ON a.app_key = i.app_key AND a.registered_url IS NOT NULL
        """;

    private static readonly KeptStatement<VersionRow> SelectVersion = new(
        "SELECT version FROM installations WHERE id = @id AND state <> 'removed'", ["id"], row => new VersionRow(row.GetInt64(0)));

    private sealed record VersionRow(long Version);

    private sealed record SecretsRow
    {
        public byte[]? Secret { get; init; }
        public byte[]? AppSecret { get; init; }
    }
}
