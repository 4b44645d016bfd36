namespace Mortise.Git.Merging;

/// <summary>How the commits of one branch come to another. Source: Bitbucket Cloud docs, "Pull request merge strategies".</summary>
public enum MergeStrategy
{
    /// <summary>Always a commit with both tips as parents.</summary>
    MergeCommit,

    /// <summary>One commit with all changes, upon the destination.</summary>
    Squash,

    /// <summary>The destination moves to the source's tip, or the merge is refused where it has commits of its own.</summary>
    FastForward,

    /// <summary>As <see cref="Squash"/>, refused where the destination has commits of its own.</summary>
    SquashFastForward,

    /// <summary>The source's commits, written anew upon the destination.</summary>
    RebaseFastForward,

    /// <summary>As <see cref="RebaseFastForward"/>, and then a commit with both tips as parents.</summary>
    RebaseMerge,
}
