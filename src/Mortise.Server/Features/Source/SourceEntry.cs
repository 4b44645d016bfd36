using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Source;

/// <summary>A file or directory as answers show it.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Commit">The commit of the address, or of a history, the one that changed it.</param>
/// <param name="CommitFacts">That commit as git has it; null where nobody has read it.</param>
/// <param name="Path">From the root.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The tree or blob; of a submodule a commit that is elsewhere, of what was removed zero.</param>
/// <param name="Facts">Of its content; null for directories, and for what a commit removed.</param>
internal sealed record SourceEntry(Repository Repository, ObjectId Commit, Commit? CommitFacts, GitPath Path, TreeEntryKind Kind, ObjectId Id, BlobFacts? Facts)
{
    public bool IsDirectory => Kind == TreeEntryKind.Directory;

    /// <summary>Whether there is a blob to read.</summary>
    public bool HasBlob => !Id.IsZero && Kind is TreeEntryKind.File or TreeEntryKind.Executable or TreeEntryKind.Link;

    /// <summary>The entry of a tree, before anybody has read its content.</summary>
    public static SourceEntry Of(SourceTarget target, TreeEntry entry) =>
        new(target.Repository, target.Commit.Id, target.Commit, entry.Path, entry.Kind, entry.Id, entry.Kind == TreeEntryKind.Submodule ? BlobFacts.OfSubmodule : null);

    /// <summary>The word of the wire for its kind (rest.md 15, D-86).</summary>
    public string TypeName => Kind switch
    {
        TreeEntryKind.Directory => "commit_directory",
        TreeEntryKind.Link => "commit_link",
        TreeEntryKind.Submodule => "commit_submodule",
        _ => "commit_file",
    };

    /// <summary>By the extension of its name; null where that tells nothing.</summary>
    public string? MediaType => Kind is TreeEntryKind.Directory or TreeEntryKind.Submodule ? null : MediaTypes.Find(Path.Name);

    /// <summary>The words that the reference has for what is out of the ordinary.</summary>
    public IReadOnlyList<string> Attributes
    {
        get
        {
            var words = new List<string>();
            if (Kind == TreeEntryKind.Link)
                words.Add("link");
            if (Kind == TreeEntryKind.Executable)
                words.Add("executable");
            if (Kind == TreeEntryKind.Submodule)
                words.Add("subrepository");
            if (Facts is { IsBinary: true })
                words.Add("binary");
            if (Facts is { IsLfsPointer: true })
                words.Add("lfs");
            return words;
        }
    }
}

/// <summary>What is told of a blob without its content.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="IsBinary">Whether a NUL is among its first 8,000 bytes, as git decides it; false where nobody looked.</param>
/// <param name="IsLfsPointer">Whether it is a pointer of Git LFS; false where nobody looked.</param>
internal sealed record BlobFacts(long Size, bool IsBinary, bool IsLfsPointer)
{
    /// <summary>The content of a submodule is the hash of its commit.</summary>
    public static BlobFacts OfSubmodule { get; } = new(Git.Objects.ObjectId.HexLength, IsBinary: false, IsLfsPointer: false);
}
