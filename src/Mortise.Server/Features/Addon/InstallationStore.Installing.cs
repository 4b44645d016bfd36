using Mortise.Connect.Descriptors;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon;

/// <summary>The way of an install through the tables: begin, then complete; the way back stands beside, in <c>Restoring</c>.</summary>
/// <remarks>
/// Between the two no transaction is open, since the app may call back meanwhile. What is needed to go back stands in <c>install_attempts</c>,
/// so that a server which dies in between leaves nothing half installed.
/// </remarks>
internal sealed partial class InstallationStore
{
    /// <summary>Makes the installation <c>installing</c>, or says why not. Exactly one of the two is set.</summary>
    /// <param name="draft">The order, its descriptor and the secret to hand out.</param>
    /// <param name="ids">Where new ids come from.</param>
    /// <param name="lasts">After how long the attempt counts as dead.</param>
    public Task<(InstallAttempt? Attempt, InstallFailure? Refusal)> BeginAsync(
        InstallDraft draft, IdSource ids, TimeSpan lasts, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var key = draft.Descriptor.Key.Value;
                var workspace = draft.Order.Workspace.Id;
                await write.LockAsync("app:" + key);

                var stored = await FindStoredAsync(write, workspace, key);
                if (stored?.AttemptEndsOn is { } ends)
                {
                    if (ends > clock.GetUtcNow())
                        return ((InstallAttempt?)null, InstallRefusals.UnderWay(key, draft.Order.Workspace.Slug));

                    await RestoreAsync(write, stored.Id);
                    stored = await FindStoredAsync(write, workspace, key);
                }

                var app = await write.FindAsync<AppRow>("SELECT app_key, descriptor_url, registered_url, secret FROM apps WHERE app_key = @key", new { key });
                if (app is not null && await RefuseKeyAsync(write, app, draft) is { } refusal)
                    return (null, refusal);

                var now = clock.GetUtcNow();
                var row = stored is null || IsOfAnotherKind(stored, app)
                    ? await NewRowAsync(write, draft, stored, app, ids, now)
                    : new(stored.Id, stored.Number, stored.ClientKey, stored.Secret);
                await OwnKeyAsync(write, app, draft, now);
                await PutAsync(write, draft, row, app, now);
                var attempt = ids.New();
                await write.ExecuteAsync(InsertAttempt, Attempt(attempt, row.Id, stored, app, now + lasts));
                var installation = await write.FindAsync<Installation>($"{Select} WHERE i.id = @Id", new { row.Id });
                var appSecret = app?.RegisteredUrl is null ? null : sealer.Open(app.Secret!);
                var known = appSecret ?? (row.Secret is null ? null : sealer.Open(row.Secret));
                return (new InstallAttempt(attempt, installation!, Standing(app, draft), known, appSecret ?? draft.NewSecret), (InstallFailure?)null);
            },
            cancellation);

    /// <summary>The app took the callback: the new secret is the only one from here on. Null when the attempt was given up meanwhile.</summary>
    public Task<Installation?> CompleteAsync(InstallAttempt attempt, string report, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await write.ExecuteAsync("DELETE FROM install_attempts WHERE id = @Id", new { attempt.Id }) == 0)
                    return null;

                var installation = attempt.Installation.Id;
                await write.ExecuteAsync(
                    """
                    UPDATE installations SET state = 'active', secret = COALESCE(pending_secret, secret), pending_secret = NULL,
                        report = @report, updated_on = @now, changed_on = @now, version = version + 1
                    WHERE id = @installation
                    """,
                    new { installation, report, now = clock.GetUtcNow() });
                await DropForeignValuesAsync(write, attempt.Installation);
                return await write.FindAsync<Installation>($"{Select} WHERE i.id = @installation", new { installation });
            },
            cancellation);

    /// <summary>Why the key may not be installed from the draft's descriptor URL; null when it may. <c>docs/decisions/0005</c> has the reasons.</summary>
    private static async Task<InstallFailure?> RefuseKeyAsync(WriteSession write, AppRow app, InstallDraft draft)
    {
        if (app.RegisteredUrl is { } registered)
            return DescriptorSource.Canonical(registered) == draft.DescriptorUrl ? null : InstallRefusals.RegisteredElsewhere(app.AppKey, registered, draft.DescriptorUrl);

        if (app.DescriptorUrl == draft.DescriptorUrl || draft.Order is { By: null, Move: true })
            return null;

        var others = draft.Order.By is null || await write.ScalarAsync<long>(ForeignInstallations, new { app.AppKey, draft.Order.By }) > 0;
        return others ? InstallRefusals.OwnedElsewhere(app.AppKey, draft.Order.By is null ? app.DescriptorUrl : null, draft.DescriptorUrl) : null;
    }

    private static string Standing(AppRow? app, InstallDraft draft) =>
        app is null ? "taken up by this descriptor"
        : app.RegisteredUrl is not null ? "registered for this descriptor"
        : app.DescriptorUrl == draft.DescriptorUrl ? "owned by this descriptor"
        : $"moved here from {app.DescriptorUrl}";

    private static async Task OwnKeyAsync(WriteSession write, AppRow? app, InstallDraft draft, DateTimeOffset now)
    {
        if (app is null)
            await write.ExecuteAsync(
                "INSERT INTO apps (app_key, descriptor_url, created_on) VALUES (@Key, @DescriptorUrl, @now)",
                new { Key = draft.Descriptor.Key.Value, draft.DescriptorUrl, now });
        else if (app.DescriptorUrl != draft.DescriptorUrl)
            await write.ExecuteAsync("UPDATE apps SET descriptor_url = @DescriptorUrl WHERE app_key = @AppKey", new { app.AppKey, draft.DescriptorUrl });
    }

    /// <summary>True for what remains of an unregistered app that has become registered, or the other way round: it starts anew.</summary>
    private static bool IsOfAnotherKind(Stored stored, AppRow? app) =>
        ClientKey.TryParse(stored.ClientKey, out var key) && key.IsRegistered != app?.RegisteredUrl is not null;

    private static async Task<InstallationRow> NewRowAsync(
        WriteSession write, InstallDraft draft, Stored? stored, AppRow? app, IdSource ids, DateTimeOffset now)
    {
        var number = stored?.Number ?? await write.CountUpAsync("installations");
        var clientKey = app?.RegisteredUrl is null
            ? ClientKey.ForUnregistered(number.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : ClientKey.ForRegistered(draft.Order.Workspace.Id, draft.Descriptor.Key);
        return new(stored?.Id ?? ids.New(), number, clientKey.Value, null);
    }

    private async Task PutAsync(WriteSession write, InstallDraft draft, InstallationRow row, AppRow? app, DateTimeOffset now) =>
        await write.ExecuteAsync(
            Upsert,
            new
            {
                row.Id,
                row.Number,
                row.ClientKey,
                row.Secret,
                WorkspaceId = draft.Order.Workspace.Id,
                AppKey = draft.Descriptor.Key.Value,
                draft.DescriptorUrl,
                Descriptor = draft.Descriptor.Utf8.ToArray(),
                Scopes = draft.Descriptor.Scopes.ToString(),
                PendingSecret = app?.RegisteredUrl is null ? sealer.Seal(draft.NewSecret) : null,
                InstalledBy = draft.Order.By,
                now,
            });

    private static object Attempt(Guid attempt, Guid installation, Stored? before, AppRow? app, DateTimeOffset endsOn) => new
    {
        Id = attempt,
        InstallationId = installation,
        OwnerUrl = app?.DescriptorUrl,
        before?.State,
        before?.ClientKey,
        before?.Secret,
        before?.DescriptorUrl,
        before?.Descriptor,
        before?.Scopes,
        before?.InstalledBy,
        before?.UpdatedOn,
        before?.RemovedOn,
        before?.PurgedOn,
        before?.DataFate,
        before?.ChangedOn,
        EndsOn = endsOn,
    };

    private static Task<Stored?> FindStoredAsync(WriteSession write, Guid workspace, string key) =>
        write.FindAsync<Stored>(SelectStored + OfInstallation(write), new { workspace, key });

    private const string SelectStored = """
        SELECT i.id, i.number, i.client_key, i.state, i.descriptor_url, i.descriptor, i.scopes, i.secret, i.installed_by,
            i.updated_on, i.removed_on, i.purged_on, i.data_fate, i.changed_on,
            (SELECT t.ends_on FROM install_attempts t WHERE t.installation_id = i.id) AS attempt_ends_on
        FROM installations i WHERE i.workspace_id = @workspace AND i.app_key = @key
        """;

    /// <summary>Installations, also uninstalled ones, on workspaces that the person does not own.</summary>
    private const string ForeignInstallations = """
        SELECT COUNT(*) FROM installations i WHERE i.app_key = @AppKey AND NOT EXISTS (
            SELECT 1 FROM workspace_members m WHERE m.workspace_id = i.workspace_id AND m.user_id = @By AND m.role = 'owner')
        """;

    private const string Upsert = """
        INSERT INTO installations (workspace_id, id, number, app_key, client_key, state, descriptor_url, descriptor, scopes, secret, pending_secret,
            installed_by, created_on, updated_on, changed_on)
        VALUES (@WorkspaceId, @Id, @Number, @AppKey, @ClientKey, 'installing', @DescriptorUrl, @Descriptor, @Scopes, @Secret, @PendingSecret,
            @InstalledBy, @now, @now, @now)
        ON CONFLICT (workspace_id, app_key)
        DO UPDATE SET client_key = excluded.client_key, state = excluded.state, descriptor_url = excluded.descriptor_url, descriptor = excluded.descriptor,
            scopes = excluded.scopes, secret = excluded.secret, pending_secret = excluded.pending_secret, installed_by = excluded.installed_by,
            updated_on = excluded.updated_on, changed_on = excluded.changed_on, removed_on = NULL, purged_on = NULL, data_fate = NULL, version = installations.version + 1
        """;

    private const string InsertAttempt = """
        INSERT INTO install_attempts (installation_id, id, owner_url, state, client_key, secret, descriptor_url, descriptor, scopes, installed_by,
            updated_on, removed_on, purged_on, data_fate, changed_on, ends_on)
        VALUES (@InstallationId, @Id, @OwnerUrl, @State, @ClientKey, @Secret, @DescriptorUrl, @Descriptor, @Scopes, @InstalledBy,
            @UpdatedOn, @RemovedOn, @PurgedOn, @DataFate, @ChangedOn, @EndsOn)
        """;

    private sealed record InstallationRow(Guid Id, long Number, string ClientKey, byte[]? Secret);

    private sealed record Stored
    {
        public Guid Id { get; init; }
        public long Number { get; init; }
        public string ClientKey { get; init; } = "";
        public string State { get; init; } = "";
        public string DescriptorUrl { get; init; } = "";
        public byte[] Descriptor { get; init; } = [];
        public string Scopes { get; init; } = "";
        public byte[]? Secret { get; init; }
        public Guid? InstalledBy { get; init; }
        public DateTimeOffset UpdatedOn { get; init; }
        public DateTimeOffset? RemovedOn { get; init; }
        public DateTimeOffset? PurgedOn { get; init; }
        public string? DataFate { get; init; }
        public DateTimeOffset ChangedOn { get; init; }
        public DateTimeOffset? AttemptEndsOn { get; init; }
    }

    private sealed record AppRow
    {
        public string AppKey { get; init; } = "";
        public string DescriptorUrl { get; init; } = "";
        public string? RegisteredUrl { get; init; }
        public byte[]? Secret { get; init; }
    }
}
