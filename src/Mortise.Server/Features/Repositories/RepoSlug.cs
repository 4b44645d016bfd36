using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mortise.Server.Features.Repositories;

/// <summary>The name of a repository in addresses: 1 to 62 of <c>[a-z0-9_.-]</c> that git and a shell take for nothing else.</summary>
/// <remarks>It has a letter or digit, does not begin with <c>-</c>, and neither holds <c>..</c> nor ends in <c>.</c>, <c>.git</c> or <c>.lock</c>. Source: rest.md 7, D-41.</remarks>
internal readonly record struct RepoSlug
{
    public const int MaxLength = 62;

    private const string Rule =
        "A slug has 1 to 62 letters, digits, '_', '.' or '-', at least one of them a letter or digit; it does not begin with '-', hold '..', or end in '.', '.git' or '.lock'.";

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    private RepoSlug(string text) => Text = text;

    public string Text { get; }

    /// <summary>Capital letters count as small ones.</summary>
    public static bool TryParse(string? text, out RepoSlug slug, [NotNullWhen(false)] out string? problem)
    {
        var lower = text?.ToLowerInvariant() ?? "";
        var sound = lower.Length is > 0 and <= MaxLength && !lower.AsSpan().ContainsAnyExcept(Characters) && lower.Any(char.IsAsciiLetterOrDigit)
            && lower[0] != '-' && !lower.Contains("..", StringComparison.Ordinal) && lower[^1] != '.'
            && !lower.EndsWith(".git", StringComparison.Ordinal) && !lower.EndsWith(".lock", StringComparison.Ordinal);
        problem = sound ? null : Rule;
        slug = sound ? new RepoSlug(lower) : default;
        return sound;
    }

    /// <summary>The slug of a name: small letters, and <c>-</c> for each run of what cannot stand in a slug.</summary>
    public static bool TryFromName(string name, out RepoSlug slug, [NotNullWhen(false)] out string? problem)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name.ToLowerInvariant())
        {
            if (Characters.Contains(character))
                text.Append(character);
            else if (text.Length == 0 || text[^1] != '-')
                text.Append('-');
        }

        return TryParse(text.ToString().TrimEnd('-'), out slug, out problem);
    }

    public override string ToString() => Text;
}
