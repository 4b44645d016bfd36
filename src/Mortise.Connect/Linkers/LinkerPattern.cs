using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Mortise.Connect.Linkers.Dialect;

namespace Mortise.Connect.Linkers;

/// <summary>A linker's regex, read as Python's <c>re</c> with <c>(?K)</c>, and what .NET is to run for it.</summary>
/// <remarks>Source: <c>connect.md</c> 13.2 and 13.3; the dialect is described in <c>docs/linkers.md</c>.</remarks>
public sealed class LinkerPattern
{
    /// <summary>The longest regex, in UTF-16 code units.</summary>
    public const int MaxLength = 2048;

    /// <summary>The most groups, <c>(?K)</c> among them.</summary>
    public const int MaxGroups = 100;

    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMilliseconds(20);

    private LinkerPattern(string text, PatternReader reader, PatternNode root)
    {
        Text = text;
        Root = root;
        Flags = reader.Flags;
        Groups = reader.Groups.Count;
        ValueGroups = [.. reader.Groups.Values];
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>How many capturing groups it has; <c>(?K)</c> is one.</summary>
    public int Groups { get; }

    /// <summary>Whether it has a <c>(?K)</c>.</summary>
    public bool TakesValues => ValueGroups.Length > 0;

    /// <summary>The numbers of the groups that are <c>(?K)</c>.</summary>
    internal int[] ValueGroups { get; }

    internal PatternNode Root { get; }

    internal PatternFlags Flags { get; }

    /// <summary>Whether it asks for <c>\b</c> or <c>\B</c>, which .NET takes otherwise in some texts.</summary>
    internal bool HasBoundaries => PatternFacts.Any(Root, static node => node is PlaceNode { Kind: PlaceKind.Boundary or PlaceKind.NoBoundary });

    /// <summary>Reads a regex, or says in <paramref name="problem"/> what was expected, and at which position.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LinkerPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        if (text.Length is 0 or > MaxLength)
        {
            problem = $"a regular expression of 1 to {MaxLength} characters";
            return false;
        }

        try
        {
            var reader = new PatternReader(text);
            var root = reader.Read();
            pattern = new LinkerPattern(text, reader, root);
            problem = pattern.Groups > MaxGroups ? $"a regular expression of at most {MaxGroups} groups" : null;
            _ = problem is null ? pattern.Build(RegexOptions.None, BuildTimeout) : null;
        }
        catch (PatternException refusal)
        {
            problem = $"a regular expression: {refusal.Expected}, at position {refusal.Position}";
        }
        catch (ArgumentException refusal)
        {
            problem = $"a regular expression; {refusal.Message}";
        }

        pattern = problem is null ? pattern : null;
        return problem is null;
    }

    /// <summary>What .NET is to run.</summary>
    /// <param name="options">Beside those that the flags ask for.</param>
    /// <param name="timeout">For one search.</param>
    /// <param name="exactBoundaries">For a text in which .NET's <c>\b</c> is not Python's.</param>
    internal Regex Build(RegexOptions options, TimeSpan timeout, bool exactBoundaries = false) =>
        new(PatternWriter.Write(Root, Flags, exactBoundaries), PatternWriter.Options(Flags) | options, timeout);
}
