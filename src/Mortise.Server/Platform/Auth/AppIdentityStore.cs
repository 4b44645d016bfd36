using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Jwt;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Platform.Auth;

/// <summary>Installations as the check of an app's token needs them, by client key; kept in memory for at most a second.</summary>
/// <remarks>A change on this node counts at once (<see cref="Forget"/>), one on another node after at most <see cref="Freshness"/>.</remarks>
internal sealed class AppIdentityStore(Database database, SecretSealer sealer, TimeProvider clock)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<string, (AppIdentity? Identity, long ReadAt)> kept = new(StringComparer.Ordinal);

    /// <summary>The installation with that client key in whatever state; null when there is none.</summary>
    public ValueTask<AppIdentity?> FindAsync(string clientKey, CancellationToken cancellation) =>
        kept.TryGetValue(clientKey, out var known) && clock.GetElapsedTime(known.ReadAt) < Freshness
            ? ValueTask.FromResult(known.Identity)
            : new ValueTask<AppIdentity?>(ReadAsync(clientKey, cancellation));

    /// <summary>The installation if it is kept and fresh: for a look that must not wait.</summary>
    public bool TryGetKept(ReadOnlySpan<char> clientKey, [NotNullWhen(true)] out AppIdentity? identity)
    {
        var found = kept.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(clientKey, out var known) && clock.GetElapsedTime(known.ReadAt) < Freshness;
        identity = found ? known.Identity : null;
        return identity is not null;
    }

    /// <summary>Called after each change of an installation.</summary>
    public void Forget(string clientKey) => kept.TryRemove(clientKey, out _);

    private async Task<AppIdentity?> ReadAsync(string clientKey, CancellationToken cancellation)
    {
        // PostgreSQL takes no such text, not even to look for it.
        if (clientKey.Contains('\0', StringComparison.Ordinal))
            return null;

        var readAt = clock.GetTimestamp();
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Find, new { clientKey }), cancellation);
        var identity = row is null ? null : ToIdentity(row);
        if (kept.Count >= MostKept)
            kept.Clear();

        if (identity is not null)
            kept[clientKey] = (identity, readAt);

        return identity;
    }

    private AppIdentity ToIdentity(Row row)
    {
        if (!ScopeSet.TryParse(row.Scopes, out var scopes, out var unknown) || !AppKey.TryParse(row.AppKey, out var app))
            throw new InvalidDataException($"The installation {row.Id} has a scope or key that this program does not know: {unknown ?? row.AppKey}");

        byte[]?[] secrets = row.AppSecret is not null ? [row.AppSecret] : [row.Secret, row.PendingSecret];
        return new AppIdentity(
            new Caller.App(row.Id, app, row.ClientKey, row.WorkspaceId, row.WorkspaceKind == "user", HeldScopes.Classic(scopes)),
            row.State,
            [.. secrets.OfType<byte[]>().Select(secret => new SharedSecret(sealer.Open(secret)))]);
    }

    private const string Find = """
        SELECT i.id, i.app_key, i.client_key, i.workspace_id, i.state, i.scopes, i.secret, i.pending_secret, w.kind AS workspace_kind, a.secret AS app_secret
        FROM installations i
        JOIN workspaces w ON w.id = i.workspace_id
        LEFT JOIN apps a ON a.app_key = i.app_key AND a.registered_url IS NOT NULL
        WHERE i.client_key = @clientKey
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string AppKey { get; init; } = "";
        public string ClientKey { get; init; } = "";
        public Guid WorkspaceId { get; init; }
        public string WorkspaceKind { get; init; } = "";
        public string State { get; init; } = "";
        public string Scopes { get; init; } = "";
        public byte[]? Secret { get; init; }
        public byte[]? PendingSecret { get; init; }
        public byte[]? AppSecret { get; init; }
    }
}

/// <summary>An installation with the secrets that may sign for it: the current one and, while a callback hands out a new one, that one too.</summary>
/// <param name="State"><c>installing</c>, <c>active</c>, <c>disabled</c> or <c>removed</c>.</param>
internal sealed record AppIdentity(Caller.App Caller, string State, SharedSecret[] Secrets)
{
    public bool MayCall => State is "active" or "installing";
}
