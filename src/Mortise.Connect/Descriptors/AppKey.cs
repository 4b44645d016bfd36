using System.Buffers;

namespace Mortise.Connect.Descriptors;

/// <summary>An app's key: 1 to 128 of the characters <c>A-Z a-z 0-9 . _ -</c>; letter case matters.</summary>
/// <remarks>Source: <c>connect.md</c> 2.1; real keys have dots (<c>sentry.io.bitbucket</c>). The default value is no key.</remarks>
public readonly record struct AppKey
{
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private AppKey(string value) => Value = value;

    /// <summary>The key as text; null only in the default value.</summary>
    public string Value { get; }

    public static bool TryParse(string? text, out AppKey key)
    {
        var sound = text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed);
        key = sound ? new(text!) : default;
        return sound;
    }

    public override string ToString() => Value ?? "";
}
