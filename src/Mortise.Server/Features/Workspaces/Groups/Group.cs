using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mortise.Server.Features.Workspaces.Groups;

/// <summary>Members of one workspace who are granted things together.</summary>
internal sealed record Group
{
    /// <summary>Characters.</summary>
    public const int LongestName = 255;

    public Guid Id { get; init; }

    /// <summary>Unique in the workspace: 1 to 62 of <c>[a-z0-9_-]</c>; it does not change with the name.</summary>
    public string Slug { get; init; } = "";

    public string Name { get; init; } = "";

    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>How many people belong to it, closed accounts included; 0 where nobody asked.</summary>
    public long Size { get; init; }
}

/// <summary>The name of a group in addresses.</summary>
internal readonly record struct GroupSlug
{
    public const int MaxLength = 62;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private GroupSlug(string text) => Text = text;

    public string Text { get; }

    /// <summary>Small letters of <paramref name="name"/>, with <c>-</c> for each run of what cannot stand in a slug.</summary>
    public static bool TryFromName(string name, out GroupSlug slug, [NotNullWhen(false)] out string? problem)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name.ToLowerInvariant())
        {
            if (Characters.Contains(character))
                text.Append(character);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }

        var trimmed = text.ToString().Trim('-');
        problem = trimmed.Length is > 0 and <= MaxLength && trimmed.Any(char.IsAsciiLetterOrDigit)
            ? null
            : $"The slug of a group has 1 to {MaxLength} letters, digits, '_' or '-', and at least one letter or digit; '{name}' makes none.";
        slug = problem is null ? new GroupSlug(trimmed) : default;
        return problem is null;
    }
}
