using Mortise.Git.Signing;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.Workspaces.Signing;

/// <summary>The <c>signing_keys</c> table: one key for each workspace whose commits the host has signed.</summary>
internal sealed class SigningKeyStore(Database database, SecretSealer sealer, TimeProvider clock)
{
    /// <summary>A key is a little older than its first signature, as clocks of nodes differ.</summary>
    private static readonly TimeSpan Older = TimeSpan.FromHours(1);

    /// <summary>The workspace's key, made where there is none; the first of several that are made at once is kept. Null: there is no such workspace.</summary>
    public async Task<SigningKey?> GetAsync(Guid workspace, CancellationToken cancellation)
    {
        var found = await database.ReadAsync(session => session.FindAsync<Row>(Select, new { workspace }), cancellation)
            ?? await AddAsync(workspace, cancellation);
        return found is null ? null : new SigningKey(OpenPgpKey.Open(Convert.FromBase64String(sealer.Open(found.PrivateKey)), found.CreatedOn), found.PublicKey);
    }

    /// <summary>The public part alone, which needs nothing unsealed.</summary>
    public async Task<string?> GetPublicAsync(Guid workspace, CancellationToken cancellation) =>
        (await database.ReadAsync(session => session.FindAsync<Row>(Select, new { workspace }), cancellation) ?? await AddAsync(workspace, cancellation))?.PublicKey;

    /// <summary>1. The key is made outside of the write, since it takes its time. 2. Only one is kept.</summary>
    private async Task<Row?> AddAsync(Guid workspace, CancellationToken cancellation)
    {
        var pkcs8 = await Task.Run(OpenPgpKey.Generate, cancellation);                                                      // 1
        var sealedKey = sealer.Seal(Convert.ToBase64String(pkcs8));
        var createdOn = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() - Older).ToUnixTimeSeconds());
        return await database.WriteAsync(
            async write =>
            {
                if (await write.FindAsync<string>("SELECT slug FROM workspaces WHERE id = @workspace", new { workspace }) is not { } slug)
                    return null;

                using var key = OpenPgpKey.Open(pkcs8, createdOn);
                var publicKey = key.PublicKey($"Mortise (workspace {slug})", createdOn);
                await write.ExecuteAsync(
                    """
                    INSERT INTO signing_keys (workspace_id, private_key, public_key, created_on) VALUES (@workspace, @sealedKey, @publicKey, @createdOn)
                    ON CONFLICT (workspace_id) DO NOTHING
                    """,
                    new { workspace, sealedKey, publicKey, createdOn });
                return await write.FindAsync<Row>(Select, new { workspace });                                               // 2
            },
            cancellation);
    }

    private const string Select = "SELECT private_key, public_key, created_on FROM signing_keys WHERE workspace_id = @workspace";

    private sealed record Row
    {
        public byte[] PrivateKey { get; init; } = [];

        public string PublicKey { get; init; } = "";

        public DateTimeOffset CreatedOn { get; init; }
    }
}

/// <summary>What signs the commits of a workspace.</summary>
/// <param name="Key">Signs.</param>
/// <param name="PublicKey">For those who check, in ASCII.</param>
internal sealed record SigningKey(OpenPgpKey Key, string PublicKey);
