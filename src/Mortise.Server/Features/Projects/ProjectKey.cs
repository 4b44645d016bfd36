using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Mortise.Server.Features.Projects;

/// <summary>The key of a project in its workspace: 1 to 128 capital letters, digits and <c>_</c>, beginning with a letter.</summary>
internal readonly record struct ProjectKey
{
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private ProjectKey(string text) => Text = text;

    public string Text { get; }

    /// <summary>Small letters count as capital ones.</summary>
    public static bool TryParse(string? text, out ProjectKey key, [NotNullWhen(false)] out string? problem)
    {
        var upper = text?.ToUpperInvariant() ?? "";
        var sound = upper.Length is > 0 and <= MaxLength && !upper.AsSpan().ContainsAnyExcept(Characters) && upper[0] is >= 'A' and <= 'Z';
        problem = sound ? null : $"A key has 1 to {MaxLength} capital letters, digits or '_', and begins with a letter.";
        key = sound ? new ProjectKey(upper) : default;
        return sound;
    }

    public override string ToString() => Text;
}
