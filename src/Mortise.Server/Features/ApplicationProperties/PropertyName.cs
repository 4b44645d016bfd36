using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>The name under which an app keeps a value: 1 to 128 of ASCII letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
internal readonly record struct PropertyName
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private PropertyName(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string text, out PropertyName name, [NotNullWhen(false)] out string? problem)
    {
        var sound = text.Length is > 0 and <= 128 && !text.AsSpan().ContainsAnyExcept(Characters);
        name = sound ? new PropertyName(text) : default;
        problem = sound ? null : $"'{text}' is not a property name: it has 1 to 128 letters, digits, '.', '_' or '-'.";
        return sound;
    }

    public override string ToString() => Text;
}
