using System.Security.Cryptography;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon;

/// <summary>The public key that callbacks name, one for the host: base64 of an RSA key's SubjectPublicKeyInfo.</summary>
/// <remarks>
/// Apps refuse a callback without one, but nothing is signed with it: tokens are HS256 throughout. So the private half is never kept.
/// Source: recorded callbacks (connect.md 7.1), where it has 1024 bits.
/// </remarks>
internal sealed class HostKeyStore(Database database)
{
    private const string Name = "connect.public_key";

    private string? known;

    public async Task<string> GetAsync(CancellationToken cancellation) => known ??= await ReadAsync(cancellation) ?? await MakeAsync(cancellation);

    private Task<string?> ReadAsync(CancellationToken cancellation) =>
        database.ReadAsync(session => session.ScalarAsync<string>(Select, new { Name }), cancellation);

    private async Task<string> MakeAsync(CancellationToken cancellation)
    {
        using var key = RSA.Create(1024);
        var made = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        return (await database.WriteAsync(
            async write =>
            {
                // Another node may have been faster; then its key is everybody's.
                await write.ExecuteAsync("INSERT INTO host_facts (name, value) VALUES (@Name, @made) ON CONFLICT (name) DO NOTHING", new { Name, made });
                return await write.ScalarAsync<string>(Select, new { Name });
            },
            cancellation))!;
    }

    private const string Select = "SELECT value FROM host_facts WHERE name = @Name";
}
