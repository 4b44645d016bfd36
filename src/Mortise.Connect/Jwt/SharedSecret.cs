using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>A shared secret made ready for use: the UTF-8 bytes of its text as an HMAC-SHA256 key, and the keyed hash kept for the next token.</summary>
/// <remarks>Thread-safe; one that is kept costs a third of keying a hash each time. Make one for each secret that is good, and keep it while it is.</remarks>
public sealed class SharedSecret
{
    private readonly byte[] key;
    private IncrementalHash? idle;

    /// <param name="text">As the <c>installed</c> callback delivered it; never decoded.</param>
    public SharedSecret(string text) => key = Encoding.UTF8.GetBytes(text);

    /// <summary>No token is good under an empty secret.</summary>
    public bool IsEmpty => key.Length == 0;

    /// <summary>Writes the 43 characters of the signature in base64url.</summary>
    internal void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hash = Interlocked.Exchange(ref idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(signingInput);
        hash.GetHashAndReset(mac);
        Base64Url.EncodeToUtf8(mac, signature);
        if (Interlocked.CompareExchange(ref idle, hash, null) is not null)
            hash.Dispose();
    }
}
