using Mortise.Git.Objects;

namespace Mortise.Git.Merging;

/// <summary>What came of a merge. A closed set.</summary>
public abstract record MergeOutcome
{
    private MergeOutcome()
    {
    }

    /// <summary>The destination's new tip. It is on no branch yet.</summary>
    public sealed record Merged(ObjectId Tip) : MergeOutcome;

    /// <summary>The source is part of the destination already.</summary>
    public sealed record UpToDate : MergeOutcome;

    /// <summary>Both sides changed the same.</summary>
    /// <param name="Conflicts">By path, each path once.</param>
    /// <param name="Commit">The source's commit that could not be written anew, where one was rebased.</param>
    public sealed record Conflicting(IReadOnlyList<MergeConflict> Conflicts, ObjectId? Commit) : MergeOutcome;

    /// <summary>The destination has commits that the source has not, and the strategy allows none.</summary>
    public sealed record NotForward : MergeOutcome;

    /// <summary>The two have no commit in common.</summary>
    public sealed record Unrelated : MergeOutcome;

    /// <summary>A rebase would write more commits than <see cref="MergeOrder.MostRebased"/>.</summary>
    public sealed record TooMany(int Commits) : MergeOutcome;
}

/// <summary>A path that does not merge by itself.</summary>
/// <param name="Path">As in the tree, in UTF-8.</param>
/// <param name="Scenario">What each side did; a value of Bitbucket Cloud's schema <c>file_conflict</c>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record MergeConflict(string Path, string Scenario, string Message);
