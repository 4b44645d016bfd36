using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon;

/// <summary>The way of an install through the tables: begin, then complete or go back.</summary>
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

    /// <summary>Why the key may not be installed from the draft's descriptor URL; null when it may. <c>docs/decisions/0005</c> has the reasons.</summary>
    private static async Task<InstallFailure?> RefuseKeyAsync(WriteSession write, AppRow app, InstallDraft draft)
    {
        if (app.RegisteredUrl is { } registered)
            return DescriptorSource.Canonical(registered) == draft.DescriptorUrl ? null : InstallRefusals.RegisteredElsewhere(app.AppKey, registered, draft.DescriptorUrl);

        if (app.DescriptorUrl == draft.DescriptorUrl || draft.Order is { By: null, Move: true })
            return null;

        var others = draft.Order.By is null || await write.ScalarAsync<long>(ForeignInstallations, new { app.AppKey, draft.Order.By }) > 0;
        return others ? InstallRefusals.OwnedElsewhere(app.AppKey, app.DescriptorUrl, draft.DescriptorUrl) : null;
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
        var number = stored?.Number ?? await write.ScalarAsync<long>(NextNumber);
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
        if (Descriptor.TryParse(installation.Descriptor, new DescriptorRules(AllowHttp: true), out var descriptor, out _))
            await LinkerValueStore.KeepAsync(write, installation.WorkspaceId, installation.Id, descriptor.LinkersTakingValues());
    }

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

    private const string NextNumber = """
        INSERT INTO counters (name, value) VALUES ('installations', 1)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
        RETURNING value
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

    private sealed record InstallationRow(Guid Id, long Number, string ClientKey, byte[]? Secret);

    private sealed record Dead
    {
        public Guid Id { get; init; }
        public string ClientKey { get; init; } = "";
    }

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
