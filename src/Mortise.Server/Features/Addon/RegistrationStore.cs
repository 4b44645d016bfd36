using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.Addon;

/// <summary>Registered apps, in the <c>apps</c> table: one secret for all installations, chosen once and told to the vendor, not to the app.</summary>
internal sealed class RegistrationStore(Database database, SecretSealer sealer, TimeProvider clock)
{
    /// <summary>Registers a key for a descriptor, or says why not; registering again with the same descriptor makes a new secret.</summary>
    /// <remarks>Installations that were made before have secrets of their own, so that they must be gone first.</remarks>
    public Task<ApiError?> PutAsync(AppKey key, string descriptorUrl, string secret, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync("app:" + key.Value);
                var found = await write.FindAsync<Row>(Select, new { key = key.Value });
                if (found is { RegisteredUrl: not null } && found.RegisteredUrl != descriptorUrl)
                    return ApiError.Conflict($"The app key {key} is registered with the descriptor {found.RegisteredUrl}.");

                if (found is { RegisteredUrl: null, Installations: > 0 })
                    return ApiError.Conflict(
                        $"The app key {key} is installed unregistered {found.Installations} times. "
                        + "Uninstall these, register the app, and install it again.");

                await write.ExecuteAsync(Upsert, new { key = key.Value, descriptorUrl, secret = sealer.Seal(secret), now = clock.GetUtcNow() });
                return null;
            },
            cancellation);

    private const string Select = """
        SELECT a.registered_url, (SELECT COUNT(*) FROM installations i WHERE i.app_key = a.app_key AND i.state <> 'removed') AS installations
        FROM apps a WHERE a.app_key = @key
        """;

    private const string Upsert = """
        INSERT INTO apps (app_key, descriptor_url, registered_url, secret, created_on) VALUES (@key, @descriptorUrl, @descriptorUrl, @secret, @now)
        ON CONFLICT (app_key) DO UPDATE SET descriptor_url = excluded.descriptor_url, registered_url = excluded.registered_url, secret = excluded.secret
        """;

    private sealed record Row
    {
        public string? RegisteredUrl { get; init; }
        public long Installations { get; init; }
    }
}
