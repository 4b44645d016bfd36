using System.Runtime.InteropServices;
using Mortise.Git.Trees;

namespace Mortise.Git.Diffs;

/// <summary>How much of a diff is kept in memory.</summary>
public sealed record DiffLimits
{
    /// <summary>Lines of one file; the rest of it is passed over.</summary>
    public int LinesOfFile { get; init; } = 2_000;

    /// <summary>Bytes of one line; the rest of it is passed over.</summary>
    public int BytesOfLine { get; init; } = 4 * 1024;
}

/// <summary>What a line of a diff is.</summary>
public enum DiffLineKind
{
    /// <summary>On both sides.</summary>
    Context,
    Added,
    Removed,
}

/// <summary>A line of a diff.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Old">Its number in the old file, from 1; 0 of an added line.</param>
/// <param name="New">Its number in the new file, from 1; 0 of a removed line.</param>
/// <param name="Text">Without the sign before it and the newline after it; UTF-8, or Latin-1 where it is none.</param>
/// <param name="IsCut">Whether its end is left out (<see cref="DiffLimits.BytesOfLine"/>).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DiffLine(DiffLineKind Kind, int Old, int New, string Text, bool IsCut = false)
{
    /// <summary>Whether the file ends after it without a newline.</summary>
    public bool EndsFile { get; init; }
}

/// <summary>Lines of a diff that stand together.</summary>
/// <param name="Head">As git writes it, such as <c>@@ -1,4 +1,6 @@ static void Main()</c>.</param>
/// <param name="Lines">In order.</param>
public sealed record DiffHunk(string Head, IReadOnlyList<DiffLine> Lines);

/// <summary>What a diff tells of one file.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Old">Its path before; null where it is added.</param>
/// <param name="New">Its path after; null where it is removed.</param>
/// <param name="Hunks">None of a binary file, and where only mode or name changed.</param>
public sealed record FileDiff(ChangeKind Kind, GitPath? Old, GitPath? New, IReadOnlyList<DiffHunk> Hunks)
{
    /// <summary>Six octal digits, as <c>100755</c>; null where the diff does not tell.</summary>
    public string? OldMode { get; init; }

    /// <inheritdoc cref="OldMode"/>
    public string? NewMode { get; init; }

    public bool IsBinary { get; init; }

    /// <summary>Whether lines at its end are left out (<see cref="DiffLimits.LinesOfFile"/>).</summary>
    public bool IsCut { get; init; }

    /// <summary>Lines that are there.</summary>
    public int Lines => Hunks.Sum(static hunk => hunk.Lines.Count);
}
