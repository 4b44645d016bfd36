namespace Mortise.Connect.Descriptors;

/// <summary>Names one installation to its app: <c>iss</c> and <c>aud</c> of the host's tokens, <c>sub</c> of the app's.</summary>
/// <remarks>
/// An app learns from the prefix whether it is registered. At most 255 characters of ASCII, since apps keep it in such a column.
/// Source: <c>connect.md</c> 1.2. The default value is no key.
/// </remarks>
public readonly record struct ClientKey
{
    public const int MaxLength = 255;

    private const string RegisteredPrefix = "ari:cloud:bitbucket::app/";
    private const string UnregisteredPrefix = "connection:";

    private ClientKey(string value) => Value = value;

    /// <summary>The key as text; null only in the default value.</summary>
    public string Value { get; }

    /// <summary>Whether the app is registered on its host.</summary>
    public bool IsRegistered => Value?.StartsWith(RegisteredPrefix, StringComparison.Ordinal) ?? false;

    /// <summary>The account of a registered app's installation; null for an unregistered one.</summary>
    public Guid? Principal => IsRegistered ? Guid.ParseExact(Value.AsSpan(RegisteredPrefix.Length, 38), "B") : null;

    /// <summary><c>ari:cloud:bitbucket::app/{principal}/app</c>.</summary>
    public static ClientKey ForRegistered(Guid principal, AppKey app) => new($"{RegisteredPrefix}{principal:B}/{app}");

    /// <summary><c>connection:opaque</c>.</summary>
    /// <exception cref="ArgumentException">The result is empty, too long, or not printable ASCII without blanks.</exception>
    public static ClientKey ForUnregistered(string opaque) =>
        TryParse(UnregisteredPrefix + opaque, out var key) ? key : throw new ArgumentException("Not the opaque part of a client key.", nameof(opaque));

    /// <summary>Reads either form.</summary>
    public static bool TryParse(string? text, out ClientKey key)
    {
        key = default;
        if (text is null || text.Length > MaxLength || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return false;

        var sound = text.StartsWith(RegisteredPrefix, StringComparison.Ordinal)
            ? IsRegisteredTail(text.AsSpan(RegisteredPrefix.Length))
            : text.StartsWith(UnregisteredPrefix, StringComparison.Ordinal) && text.Length > UnregisteredPrefix.Length;
        key = sound ? new(text) : default;
        return sound;
    }

    public override string ToString() => Value ?? "";

    private static bool IsRegisteredTail(ReadOnlySpan<char> tail) =>
        tail.Length > 39 && tail[38] == '/' && Guid.TryParseExact(tail[..38], "B", out _) && AppKey.TryParse(tail[39..].ToString(), out _);
}
