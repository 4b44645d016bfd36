using Mortise.Git.Trees;

namespace Mortise.Git.Diffs;

/// <summary>What became of a file.</summary>
public enum ChangeKind
{
    Added,
    Removed,
    Modified,
    Renamed,
}

/// <summary>One changed file.</summary>
/// <param name="Kind">What became of it; a change of mode or kind alone is a modification.</param>
/// <param name="Old">Its path before; null where it is added.</param>
/// <param name="New">Its path after; null where it is removed.</param>
/// <param name="Added">Lines that are new; 0 of a binary file.</param>
/// <param name="Removed">Lines that are gone; 0 of a binary file.</param>
/// <param name="IsBinary">Whether lines were not counted for that reason.</param>
public sealed record FileChange(ChangeKind Kind, GitPath? Old, GitPath? New, int Added = 0, int Removed = 0, bool IsBinary = false)
{
    internal GitPath Last => New ?? Old!.Value;
}

/// <summary>A part of the changed files.</summary>
/// <param name="Changes">In the order of their new paths, bytewise.</param>
/// <param name="Total">How many files changed in all.</param>
public sealed record DiffStat(IReadOnlyList<FileChange> Changes, int Total);
