using Mortise.Git.Objects;

namespace Mortise.Git.Log;

/// <summary>Which commits a log shows: those that the one side reaches and the other does not.</summary>
/// <param name="Include">Where the log begins; none shows nothing. Among commits of the same second the earlier one here is shown first.</param>
/// <param name="Exclude">What they reach, themselves included, is left out.</param>
public sealed record CommitWalk(IReadOnlyList<ObjectId> Include, IReadOnlyList<ObjectId> Exclude)
{
    /// <summary>Only commits that changed this file, or something below this directory; taken literally. Null: all. History is simplified as git does it.</summary>
    public string? Path { get; init; }

    /// <summary>Commits that were shown before and are passed over: only where that is how a <see cref="CommitLogPage.Rest"/> goes on.</summary>
    public int Passed { get; init; }

    /// <summary>True of a <see cref="CommitLogPage.Rest"/> that begins where the page ended.</summary>
    public bool GoesOn { get; init; }
}

/// <summary>A page of a log.</summary>
/// <param name="Ids">The commits, the newest first, and none before a commit that descends from it.</param>
/// <param name="Rest">
/// What the log still has to show. To read on from there costs the same at any depth, and gives what one long page would have given; the log of a path
/// from many starting points that do not change it is the exception, it counts what it has shown. Null: nothing is left.
/// </param>
public sealed record CommitLogPage(IReadOnlyList<ObjectId> Ids, CommitWalk? Rest);
