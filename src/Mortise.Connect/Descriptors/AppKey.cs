using System.Buffers;

namespace Mortise.Connect.Descriptors;

/// <summary>The key of an app, unique on a host: 1 to 128 of ASCII letters, digits, <c>.</c>, <c>_</c> and <c>-</c>; case counts.</summary>
public readonly record struct AppKey
{
    private static readonly SearchValues<char> s_characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private AppKey(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string? text, out AppKey key)
    {
        var sound = text is { Length: > 0 and <= 128 } && !text.AsSpan().ContainsAnyExcept(s_characters);
        key = sound ? new AppKey(text!) : default;
        return sound;
    }

    public override string ToString() => Text;
}
