using Mortise.Git.Objects;
using Mortise.Git.Signing;

namespace Mortise.Git.Merging;

/// <summary>Who stands in a commit that a merge writes.</summary>
/// <param name="Name">Angle brackets and control characters are left out; an empty one becomes the address.</param>
/// <param name="Email">As <paramref name="Name"/>; may be empty.</param>
public readonly record struct MergePerson(string Name, string Email);

/// <summary>What is to be merged, and how.</summary>
public sealed record MergeOrder
{
    /// <summary>The tip that is merged into; its branch moves only when the caller moves it.</summary>
    public required ObjectId Destination { get; init; }

    /// <summary>The tip whose changes are merged; its objects must be in the repository.</summary>
    public required ObjectId Source { get; init; }

    public required MergeStrategy Strategy { get; init; }

    /// <summary>Of the merge commit or the squashed one; a newline is added at its end where there is none.</summary>
    public required string Message { get; init; }

    /// <summary>Author of a squashed commit; rebased commits keep their own.</summary>
    public required MergePerson Author { get; init; }

    /// <summary>Who merges: committer of every commit that is written, and author of a merge commit.</summary>
    public required MergePerson Committer { get; init; }

    /// <summary>The instant in every commit that is written; rebased commits keep that of their author.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>Signs the merge commit or the squashed one; null: nothing is signed. Rebased commits are their authors' and carry no signature of the host.</summary>
    public CommitSigning? Sign { get; init; }

    /// <summary>Commits that a rebase may write; each costs a few processes.</summary>
    public int MostRebased { get; init; } = 500;
}
