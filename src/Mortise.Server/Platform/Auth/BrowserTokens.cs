using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>The short-lived bearer tokens that scripts in a browser call the API with, since the API reads no cookie (decision 0013, ap-bridge.md 4.3).</summary>
/// <remarks>
/// A token is sealed, not stored: it names its session, and is worth nothing once that has ended. It is taken only from a request that the browser itself
/// says comes from this origin, so that a token that leaked is of no use to another site's page. Thread-safe.
/// </remarks>
internal sealed class BrowserTokens(IDataProtectionProvider provider, SessionStore sessions, PublicAddress address, TimeProvider clock)
{
    /// <summary>From minting to the end; a page that is open for longer renews its own.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Prefix = "mrtb_";
    private const int HeaderLength = sizeof(long);

    private readonly Lazy<IDataProtector> protector = new(() => provider.CreateProtector("Mortise.BrowserTokens.v1"));

    /// <summary>True for text that begins as these tokens do.</summary>
    public static bool IsOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A token for the pages of this host.</summary>
    public string ForPage(Caller.Visitor visitor)
    {
        var session = Convert.FromHexString(visitor.Session);
        var plain = new byte[HeaderLength + session.Length];
        BinaryPrimitives.WriteInt64BigEndian(plain, (clock.GetUtcNow() + Lifetime).UtcTicks);
        session.CopyTo(plain, HeaderLength);
        return Prefix + Base64Url.EncodeToString(protector.Value.Protect(plain));
    }

    /// <summary>Who calls with the token; null when it is not ours, too old, sent from elsewhere, or its session has ended.</summary>
    public async Task<Caller?> FindAsync(string token, HttpContext context)
    {
        if (Open(token) is not { } opened || opened.ExpiresOn <= clock.GetUtcNow() || !IsSameOrigin(context.Request))
            return null;

        var visitor = await sessions.FindByHashAsync(opened.Session, context.RequestAborted);
        return visitor is null ? null : new Caller.Person(visitor.Id, visitor.Username, Credentials.Page, HeldScopes.Granular(["*"]));
    }

    /// <summary>True when no browser sent the request, or one says that a page of this origin made it.</summary>
    public bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site])
            return site is "same-origin" or "none";

        return request.Headers.Origin is not [{ } origin] || origin == address.Origin || origin == $"{request.Scheme}://{request.Host}";
    }

    private (string Session, DateTimeOffset ExpiresOn)? Open(string token)
    {
        try
        {
            var plain = protector.Value.Unprotect(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length)));
            return (Convert.ToHexStringLower(plain.AsSpan(HeaderLength)), new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(plain), TimeSpan.Zero));
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
