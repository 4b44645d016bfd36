using System.Diagnostics.CodeAnalysis;

namespace Mortise.Connect.Linkers;

/// <summary>A linker value: text that <c>(?K)</c> in the linker's regex can match, 1 to 255 letters, numbers, <c>_</c> and <c>-</c>.</summary>
/// <remarks>Letter case matters. Source: Bitbucket Cloud docs, "Linker values"; <c>connect.md</c> 12.6. The default value is no value.</remarks>
public readonly record struct LinkerValue
{
    /// <summary>The longest value, in UTF-16 code units.</summary>
    public const int MaxLength = 255;

    private LinkerValue(string text) => Text = text;

    /// <summary>The value as text; null only in the default value.</summary>
    public string Text { get; }

    /// <summary>Takes the text as it is, or says in <paramref name="problem"/> which bound or which character keeps it from being a value.</summary>
    public static bool TryParse(string? text, out LinkerValue value, [NotNullWhen(false)] out string? problem)
    {
        problem = text is { Length: > 0 and <= MaxLength }
            ? FaultOf(text)
            : $"A linker value has 1 to {MaxLength} characters; this one has {text?.Length ?? 0}.";
        value = problem is null ? new(text!) : default;
        return problem is null;
    }

    public override string ToString() => Text ?? "";

    private static string? FaultOf(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (WordCharacters.IsValue(text[at]))
                continue;

            var shown = char.IsControl(text[at]) || char.IsSurrogate(text[at]) ? "" : $"'{text[at]}' ";
            return $"A linker value has letters, numbers, '_' and '-' only, as (?K) matches them; at position {at} stands {shown}(U+{(int)text[at]:X4}).";
        }

        return null;
    }
}
