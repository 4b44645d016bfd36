using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.Webhooks;

/// <summary>The <c>webhooks</c> table and the history of deliveries.</summary>
internal sealed class WebhookStore(Database database, SecretSealer sealer, IdSource ids, TimeProvider clock)
{
    /// <summary>How long attempts are kept, and how many of one subscription (rest.md D-123).</summary>
    public static readonly TimeSpan HistoryKept = TimeSpan.FromDays(30);

    private const int MostAttempts = 100;

    /// <summary>Those of a repository, or with null of the workspace itself, oldest first.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(Guid workspace, Guid? repository, CancellationToken cancellation) =>
        ToHooks(await database.ReadAsync(
            session => session.ListAsync<Row>($"{Select} WHERE {Of(repository)} ORDER BY h.created_on, h.id", new { workspace, repository }), cancellation));

    /// <summary>All that may hear of something in a repository: its own, and those of its workspace.</summary>
    public async Task<IReadOnlyList<Webhook>> ListHearingAsync(Guid workspace, Guid repository, CancellationToken cancellation) =>
        ToHooks(await database.ReadAsync(
            session => session.ListAsync<Row>(
                $"{Select} WHERE h.workspace_id = @workspace AND (h.repository_id IS NULL OR h.repository_id = @repository) AND h.active ORDER BY h.created_on, h.id",
                new { workspace, repository }),
            cancellation));

    public async Task<Webhook?> FindAsync(Guid workspace, Guid id, CancellationToken cancellation) =>
        (await database.ReadAsync(session => session.FindAsync<Row>($"{Select} WHERE h.workspace_id = @workspace AND h.id = @id", new { workspace, id }), cancellation))?.ToHook();

    /// <summary>What deliveries are signed with; null when they are not.</summary>
    public async Task<string?> FindSecretAsync(Guid workspace, Guid id, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(
            session => session.FindAsync<SecretRow>("SELECT secret FROM webhooks WHERE workspace_id = @workspace AND id = @id", new { workspace, id }), cancellation);
        return row?.Secret is { } secret ? sealer.Open(secret) : null;
    }

    /// <summary>Keeps a new subscription; its id and time are given here.</summary>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(Webhook? Hook, ApiError? Refusal)> AddAsync(Webhook hook, string? secret, CancellationToken cancellation)
    {
        var made = hook with { Id = ids.New(), CreatedOn = clock.GetUtcNow() };
        var refusal = await database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"webhooks/{hook.WorkspaceId:D}");
                var there = await write.ScalarAsync<long>(
                    $"SELECT COUNT(*) FROM webhooks h WHERE {Of(hook.RepositoryId)}", new { workspace = hook.WorkspaceId, repository = hook.RepositoryId });
                if (there >= Webhook.MostOfSubject)
                    return ApiError.BadRequest($"A {(hook.RepositoryId is null ? "workspace" : "repository")} has at most {Webhook.MostOfSubject} webhooks.");

                await write.ExecuteAsync(Insert, Row.Of(made, Sealed(secret)));
                return null;
            },
            cancellation);
        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>Changes a subscription.</summary>
    /// <param name="precondition">Says of the stored one why it must stay, or null; asked inside the write.</param>
    public Task<(Webhook? Hook, ApiError? Refusal)> UpdateAsync(
        Guid workspace, Guid id, WebhookChanges changes, Func<Webhook, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await ReadAsync(write, workspace, id) is not { } stored)
                    return ((Webhook?)null, NotFound(PublicAddress.Braced(id)));

                if (precondition(stored) is { } stale)
                    return (null, stale);

                var changed = changes.ApplyTo(stored);
                await write.ExecuteAsync(Update, Row.Of(changed, null));
                if (changes.Secret is { } secret)
                    await write.ExecuteAsync(
                        "UPDATE webhooks SET secret = @sealedSecret WHERE workspace_id = @workspace AND id = @id", new { workspace, id, sealedSecret = Sealed(secret) });

                return ((Webhook?)changed, (ApiError?)null);
            },
            cancellation);

    public Task<ApiError?> DeleteAsync(Guid workspace, Guid id, Func<Webhook, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await ReadAsync(write, workspace, id) is not { } stored)
                    return NotFound(PublicAddress.Braced(id));

                if (precondition(stored) is { } stale)
                    return stale;

                await write.ExecuteAsync("DELETE FROM webhooks WHERE workspace_id = @workspace AND id = @id", new { workspace, id });
                return null;
            },
            cancellation);

    /// <summary>Keeps an attempt for a subscription that wants it, and forgets the oldest beyond <see cref="MostAttempts"/>.</summary>
    public Task RecordAsync(Guid workspace, WebhookAttempt attempt, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await ReadAsync(write, workspace, attempt.WebhookId) is null)
                    return;

                await write.ExecuteAsync(
                    InsertAttempt,
                    new
                    {
                        workspace,
                        attempt.WebhookId,
                        attempt.DeliveryId,
                        attempt.Number,
                        attempt.Event,
                        attempt.Url,
                        attempt.StartedOn,
                        attempt.Milliseconds,
                        attempt.Status,
                        attempt.Outcome,
                        attempt.Request,
                        attempt.Response,
                    });
                await write.ExecuteAsync(DeleteOldest, new { workspace, attempt.WebhookId, MostAttempts });
            },
            cancellation);

    /// <summary>The attempts of a subscription that keeps them, newest first.</summary>
    public Task<IReadOnlyList<WebhookAttempt>> ListAttemptsAsync(Guid id, CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<WebhookAttempt>($"{SelectAttempts} WHERE webhook_id = @id ORDER BY started_on DESC, number DESC", new { id }), cancellation);

    /// <summary>Whether there is such a subscription in any workspace.</summary>
    public async Task<bool> ExistsAsync(Guid id, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM webhooks WHERE id = @id", new { id }), cancellation) > 0;

    /// <summary>Forgets attempts that began before that instant.</summary>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM webhook_attempts WHERE started_on < @before", new { before }), cancellation);

    public static ApiError NotFound(string uid) => ApiError.NotFound($"{uid} is not a valid hook");

    private static async Task<Webhook?> ReadAsync(WriteSession write, Guid workspace, Guid id) =>
        (await write.FindAsync<Row>($"{Select} WHERE h.workspace_id = @workspace AND h.id = @id{write.ForUpdate}", new { workspace, id }))?.ToHook();

    private byte[]? Sealed(string? secret) => secret is { Length: > 0 } ? sealer.Seal(secret) : null;

    private static string Of(Guid? repository) => "h.workspace_id = @workspace AND h.repository_id " + (repository is null ? "IS NULL" : "= @repository");

    private static IReadOnlyList<Webhook> ToHooks(IReadOnlyList<Row> rows) => [.. rows.Select(row => row.ToHook())];

    private const string Select = """
        SELECT h.workspace_id, h.id, h.repository_id, h.url, h.description, h.events, h.active, h.secret IS NOT NULL AS has_secret,
            h.skip_cert_verification, h.history_enabled, h.created_on
        FROM webhooks h
        """;

    private const string Insert = """
        INSERT INTO webhooks (workspace_id, id, repository_id, url, description, events, active, secret, skip_cert_verification, history_enabled, created_on)
        VALUES (@WorkspaceId, @Id, @RepositoryId, @Url, @Description, @Events, @Active, @Secret, @SkipCertVerification, @HistoryEnabled, @CreatedOn)
        """;

    private const string Update = """
        UPDATE webhooks SET url = @Url, description = @Description, events = @Events, active = @Active,
            skip_cert_verification = @SkipCertVerification, history_enabled = @HistoryEnabled
        WHERE workspace_id = @WorkspaceId AND id = @Id
        """;

    private const string InsertAttempt = """
        INSERT INTO webhook_attempts (workspace_id, webhook_id, delivery_id, number, event, url, started_on, milliseconds, status, outcome, request, response)
        VALUES (@workspace, @WebhookId, @DeliveryId, @Number, @Event, @Url, @StartedOn, @Milliseconds, @Status, @Outcome, @Request, @Response)
        ON CONFLICT (workspace_id, webhook_id, delivery_id, number) DO NOTHING
        """;

    private const string DeleteOldest = """
        DELETE FROM webhook_attempts WHERE workspace_id = @workspace AND webhook_id = @WebhookId AND started_on < (
            SELECT MIN(newest.started_on) FROM (
                SELECT started_on FROM webhook_attempts WHERE workspace_id = @workspace AND webhook_id = @WebhookId ORDER BY started_on DESC LIMIT @MostAttempts) newest)
        """;

    private const string SelectAttempts =
        "SELECT webhook_id, delivery_id, number, event, url, started_on, milliseconds, status, outcome, request, response FROM webhook_attempts";

    private sealed record SecretRow
    {
        public byte[]? Secret { get; init; }
    }

    private sealed record Row
    {
        public Guid WorkspaceId { get; init; }
        public Guid Id { get; init; }
        public Guid? RepositoryId { get; init; }
        public string Url { get; init; } = "";
        public string Description { get; init; } = "";
        public string Events { get; init; } = "";
        public bool Active { get; init; }
        public bool HasSecret { get; init; }
        public byte[]? Secret { get; init; }
        public bool SkipCertVerification { get; init; }
        public bool HistoryEnabled { get; init; }
        public DateTimeOffset CreatedOn { get; init; }

        public static Row Of(Webhook hook, byte[]? secret) => new()
        {
            WorkspaceId = hook.WorkspaceId,
            Id = hook.Id,
            RepositoryId = hook.RepositoryId,
            Url = hook.Url,
            Description = hook.Description,
            Events = string.Join(' ', hook.Events),
            Active = hook.Active,
            Secret = secret,
            SkipCertVerification = hook.SkipCertVerification,
            HistoryEnabled = hook.HistoryEnabled,
            CreatedOn = hook.CreatedOn,
        };

        public Webhook ToHook() => new()
        {
            WorkspaceId = WorkspaceId,
            Id = Id,
            RepositoryId = RepositoryId,
            Url = Url,
            Description = Description,
            Events = Events.Split(' '),
            Active = Active,
            HasSecret = HasSecret,
            SkipCertVerification = SkipCertVerification,
            HistoryEnabled = HistoryEnabled,
            CreatedOn = CreatedOn,
        };
    }
}

/// <summary>One attempt to deliver, as the history keeps it.</summary>
internal sealed record WebhookAttempt
{
    public Guid WebhookId { get; init; }

    /// <summary>The same over all attempts.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; }

    public string Event { get; init; } = "";

    public string Url { get; init; } = "";

    public DateTimeOffset StartedOn { get; init; }

    public long Milliseconds { get; init; }

    /// <summary>Null when no answer came.</summary>
    public int? Status { get; init; }

    public string Outcome { get; init; } = "";

    public string Request { get; init; } = "";

    /// <summary>The start of the answer's body, at most 64 KiB.</summary>
    public string Response { get; init; } = "";
}
