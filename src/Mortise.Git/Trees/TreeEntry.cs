using Mortise.Git.Objects;

namespace Mortise.Git.Trees;

/// <summary>What an entry of a tree is, by its mode.</summary>
public enum TreeEntryKind
{
    /// <summary>Mode 040000: another tree.</summary>
    Directory,

    /// <summary>Mode 100644, and whatever else old tools wrote for plain files.</summary>
    File,

    /// <summary>Mode 100755.</summary>
    Executable,

    /// <summary>Mode 120000: the blob holds the target.</summary>
    Link,

    /// <summary>Mode 160000: the id is a commit of another repository.</summary>
    Submodule,
}

/// <summary>A directory or file of a commit.</summary>
/// <param name="Path">From the root.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The tree, the blob, or for a submodule a commit that is elsewhere.</param>
public readonly record struct TreeEntry(GitPath Path, TreeEntryKind Kind, ObjectId Id)
{
    public bool IsDirectory => Kind == TreeEntryKind.Directory;

    /// <summary>Whether there is a blob to read.</summary>
    public bool HasBlob => Kind is TreeEntryKind.File or TreeEntryKind.Executable or TreeEntryKind.Link;
}

/// <summary>The answer of <see cref="TreeReader.ListAsync"/>.</summary>
/// <param name="Entries">Level by level, in each directory in git's order.</param>
/// <param name="IsCut">There are more than were asked for.</param>
public sealed record TreeListing(IReadOnlyList<TreeEntry> Entries, bool IsCut);
