using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.Addon.Registrations;

/// <summary>Registered apps, in the <c>apps</c> table: one secret for all installations, told to the vendor and not in a callback alone.</summary>
internal sealed class RegistrationStore(Database database, SecretSealer sealer, TimeProvider clock)
{
    /// <summary>By key.</summary>
    public Task<IReadOnlyList<Registration>> ListAsync(CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<Registration>($"{Select} ORDER BY a.app_key"), cancellation);

    /// <summary>Those that a workspace registered, by key.</summary>
    public Task<IReadOnlyList<Registration>> ListAsync(Guid workspace, CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<Registration>($"{Select} AND a.workspace_id = @workspace ORDER BY a.app_key", new { workspace }), cancellation);

    public Task<Registration?> FindAsync(string key, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<Registration>($"{Select} AND a.app_key = @key", new { key }), cancellation);

    /// <summary>Registers a key for a descriptor, or says why not.</summary>
    /// <remarks>Installations that were made before have secrets of their own, so that they must be gone first.</remarks>
    /// <param name="workspace">Whose owners register it; null: the host's administrator does, who may take any key (decision 0038).</param>
    public Task<ApiError?> AddAsync(AppKey key, string descriptorUrl, string secret, CancellationToken cancellation, Guid? workspace = null) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync("app:" + key.Value);
                if (await write.ScalarAsync<string>("SELECT registered_url FROM apps WHERE app_key = @key", new { key = key.Value }) is { } registered)
                    return ApiError.Conflict(workspace is null
                        ? $"The app key {key} is registered with the descriptor {registered}. Its registration can be moved, given a new secret, or removed."
                        : $"The app key {key} is registered on this host already.");

                if (workspace is not null && await write.ScalarAsync<long>(InstalledElsewhere, new { key = key.Value, workspace }) > 0)
                    return ApiError.Conflict(
                        $"The app key {key} was installed on another workspace of this host before. The host's administrator can register it, with 'mortise app registration add'.");

                // How often an app is installed elsewhere is the host's administrator's to know.
                if (await InstallationsAsync(write, key.Value) is > 0 and var installations)
                    return ApiError.Conflict(
                        $"The app key {key} is installed unregistered{(workspace is null ? $" {installations} times" : " on this workspace")}. Uninstall it, register the app, and install it again.");

                await write.ExecuteAsync(
                    Upsert,
                    new { key = key.Value, descriptorUrl, owner = DescriptorSource.Canonical(descriptorUrl), secret = sealer.Seal(secret), workspace, now = clock.GetUtcNow() });
                return null;
            },
            cancellation);

    /// <summary>Changes the registered descriptor URL. No installation moves by it; false when the app is not registered.</summary>
    /// <param name="workspace">Only where that workspace registered it; null: whoever did.</param>
    public Task<bool> MoveAsync(string key, string descriptorUrl, CancellationToken cancellation, Guid? workspace = null) =>
        ChangeAsync(
            key,
            $"UPDATE apps SET registered_url = @descriptorUrl, descriptor_url = @owner WHERE app_key = @key AND registered_url IS NOT NULL{Of(workspace)}",
            new { key, descriptorUrl, owner = DescriptorSource.Canonical(descriptorUrl), workspace },
            cancellation);

    /// <summary>Replaces the secret of all installations; the old one counts no more. False when the app is not registered.</summary>
    /// <param name="workspace">As of <see cref="MoveAsync"/>.</param>
    public Task<bool> RotateAsync(string key, string secret, CancellationToken cancellation, Guid? workspace = null) =>
        ChangeAsync(
            key, $"UPDATE apps SET secret = @secret WHERE app_key = @key AND registered_url IS NOT NULL{Of(workspace)}", new { key, secret = sealer.Seal(secret), workspace },
            cancellation);

    /// <summary>Removes a registration, or says why not: its installations have no other secret than that of the registration.</summary>
    /// <param name="workspace">As of <see cref="MoveAsync"/>.</param>
    public Task<ApiError?> RemoveAsync(string key, CancellationToken cancellation, Guid? workspace = null) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync("app:" + key);
                var installations = await InstallationsAsync(write, key);
                var registered = await write.ScalarAsync<string>($"SELECT registered_url FROM apps WHERE app_key = @key{Of(workspace)}", new { key, workspace });
                if (registered is null)
                    return NotFound(key);

                if (installations > 0)
                    return ApiError.Conflict($"The app {key} is installed {installations} times. Uninstall it there first, then its registration can be removed.");

                await write.ExecuteAsync("DELETE FROM apps WHERE app_key = @key", new { key });
                return null;
            },
            cancellation);

    /// <summary>The client keys of an app's installations.</summary>
    public Task<IReadOnlyList<string>> ListClientKeysAsync(string key, CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<string>("SELECT client_key FROM installations WHERE app_key = @key", new { key }), cancellation);

    public static ApiError NotFound(string key) => ApiError.NotFound($"No app is registered with the key '{key}'.");

    private Task<bool> ChangeAsync(string key, string sql, object parameters, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync("app:" + key);
                return await write.ExecuteAsync(sql, parameters) == 1;
            },
            cancellation);

    private static Task<long> InstallationsAsync(WriteSession write, string key) =>
        write.ScalarAsync<long>("SELECT COUNT(*) FROM installations WHERE app_key = @key AND state <> 'removed'", new { key });

    private const string Select = """
        SELECT a.app_key, a.registered_url, a.created_on, a.workspace_id, w.slug AS workspace,
            (SELECT COUNT(*) FROM installations i WHERE i.app_key = a.app_key AND i.state <> 'removed') AS installations,
            (SELECT COUNT(*) FROM installations i WHERE i.app_key = a.app_key AND i.state <> 'removed'
                AND i.descriptor_url <> a.registered_url AND i.descriptor_url <> a.descriptor_url) AS elsewhere
        FROM apps a LEFT JOIN workspaces w ON w.id = a.workspace_id WHERE a.registered_url IS NOT NULL
        """;

    private const string Upsert = """
        INSERT INTO apps (app_key, descriptor_url, registered_url, secret, workspace_id, created_on) VALUES (@key, @owner, @descriptorUrl, @secret, @workspace, @now)
        ON CONFLICT (app_key) DO UPDATE SET descriptor_url = excluded.descriptor_url, registered_url = excluded.registered_url, secret = excluded.secret,
            workspace_id = excluded.workspace_id
        """;

    /// <summary>Installations on other workspaces, also uninstalled ones: the key has a name there.</summary>
    private const string InstalledElsewhere = "SELECT COUNT(*) FROM installations i WHERE i.app_key = @key AND i.workspace_id <> @workspace";

    /// <summary>A condition on <c>apps</c>: those of a workspace; with no workspace, all.</summary>
    private static string Of(Guid? workspace) => workspace is null ? "" : " AND workspace_id = @workspace";
}
