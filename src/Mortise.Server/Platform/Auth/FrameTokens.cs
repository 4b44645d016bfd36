using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Mortise.Server.Platform.Auth;

/// <summary>Whose script holds the token of an app's frame.</summary>
internal enum FrameAudience : byte
{
    /// <summary>The page around the frame: taken from pages of this host alone.</summary>
    Bridge = 1,

    /// <summary>The app itself, which calls the API directly, from its own origin.</summary>
    App = 2,
}

/// <summary>What the token of an app's frame says.</summary>
/// <param name="InstallationId">The installation whose page the frame shows.</param>
/// <param name="ClientKey">Of the same, by which it is found.</param>
/// <param name="ModuleKey">The module of its descriptor.</param>
/// <param name="Session">The session it lives with, by the hash of its cookie; empty: nobody was signed in.</param>
/// <param name="Subject">What the page around the frame is about, in the words of who made it.</param>
internal sealed record FrameToken(
    FrameAudience Audience, Guid InstallationId, string ClientKey, string ModuleKey, string Session, string Subject, DateTimeOffset ExpiresOn);

/// <summary>The short-lived bearer tokens of (person, session, installation, module) that calls from an app's frame carry (ap-bridge.md 4.3).</summary>
/// <remarks>
/// Sealed, not stored: a token names what it hangs on, and is worth nothing once the session has ended or the installation is off; the app's scopes are
/// those of the moment. The page around a frame holds it and never hands it in. Thread-safe.
/// </remarks>
internal sealed class FrameTokens(
    IDataProtectionProvider provider, SessionStore sessions, AppIdentityStore identities, BrowserTokens browsers, TimeProvider clock)
{
    /// <summary>From minting to the end; frames that are open for longer renew theirs.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long after its end a token can still be exchanged for a new one.</summary>
    public static readonly TimeSpan Renewable = TimeSpan.FromHours(24);

    private const string Prefix = "mrti_";
    private const int MostCharacters = 8192;

    private readonly Lazy<IDataProtector> protector = new(() => provider.CreateProtector("Mortise.FrameTokens.v1"));

    /// <summary>True for text that begins as these tokens do.</summary>
    public static bool IsOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A token for the page around a frame.</summary>
    /// <param name="visitor">Who looks at the page; null: nobody is signed in.</param>
    /// <param name="subject">What <see cref="FrameToken.Subject"/> is to be.</param>
    public string Mint(Guid installation, string clientKey, string moduleKey, Caller.Visitor? visitor, string subject) =>
        Seal(new(FrameAudience.Bridge, installation, clientKey, moduleKey, visitor?.Session ?? "", subject, clock.GetUtcNow() + Lifetime));

    /// <summary>The same for a frame that another one asks for: a dialog.</summary>
    public string MintBeside(FrameToken opener, string moduleKey) => Seal(opener with { ModuleKey = moduleKey, ExpiresOn = clock.GetUtcNow() + Lifetime });

    /// <summary>A token for the app's own calls. It says the same, and cannot be made into one for the page.</summary>
    public string ForApp(FrameToken bridge) => Seal(bridge with { Audience = FrameAudience.App, ExpiresOn = clock.GetUtcNow() + Lifetime });

    /// <summary>A new token for an old one, whose time may be over, of the same session; null where that or the installation has ended.</summary>
    public async Task<string?> RenewAsync(string token, Caller.Visitor? visitor, CancellationToken cancellation)
    {
        if (Open(token) is not { Audience: FrameAudience.Bridge } old || old.ExpiresOn + Renewable <= clock.GetUtcNow() || old.Session != (visitor?.Session ?? ""))
            return null;

        return await FindInstallationAsync(old, cancellation) is null ? null : Seal(old with { ExpiresOn = clock.GetUtcNow() + Lifetime });
    }

    /// <summary>Who calls with the token; null when it is not ours, too old, sent from elsewhere, or what it hangs on has ended.</summary>
    public async Task<Caller?> FindAsync(string token, HttpContext context)
    {
        if (Open(token) is not { } opened || opened.ExpiresOn <= clock.GetUtcNow() || (opened.Audience == FrameAudience.Bridge && !browsers.IsSameOrigin(context.Request)))
            return null;

        if (await FindInstallationAsync(opened, context.RequestAborted) is not { } installation)
            return null;

        if (opened.Session.Length == 0)
            return new Caller.AppFrame(installation, null, null, opened);

        return await sessions.FindByHashAsync(opened.Session, context.RequestAborted) is { } visitor
            ? new Caller.AppFrame(installation, visitor.Id, visitor.Username, opened)
            : null;
    }

    /// <summary>The installation while it is active; one that was removed and came back has another id.</summary>
    private async Task<Caller.App?> FindInstallationAsync(FrameToken token, CancellationToken cancellation) =>
        await identities.FindAsync(token.ClientKey, cancellation) is { MayCall: true } identity && identity.Caller.InstallationId == token.InstallationId
            ? identity.Caller
            : null;

    private string Seal(FrameToken token)
    {
        using var plain = new MemoryStream();
        using (var writer = new BinaryWriter(plain, Encoding.UTF8))
        {
            writer.Write((byte)token.Audience);
            writer.Write(token.ExpiresOn.UtcTicks);
            writer.Write(token.InstallationId.ToByteArray());
            writer.Write(token.ClientKey);
            writer.Write(token.ModuleKey);
            writer.Write(token.Session);
            writer.Write(token.Subject);
        }

        return Prefix + Base64Url.EncodeToString(protector.Value.Protect(plain.ToArray()));
    }

    private FrameToken? Open(string token)
    {
        if (!IsOne(token) || token.Length > MostCharacters)
            return null;

        try
        {
            using var plain = new MemoryStream(protector.Value.Unprotect(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length))));
            using var reader = new BinaryReader(plain, Encoding.UTF8);
            var (audience, expires) = ((FrameAudience)reader.ReadByte(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero));
            return new FrameToken(audience, new Guid(reader.ReadBytes(16)), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), expires);
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException or IOException)
        {
            return null;
        }
    }
}
