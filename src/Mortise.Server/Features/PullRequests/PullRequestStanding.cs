using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Where the branches of one open request stand, as git said before a transaction.</summary>
internal sealed record PullRequestStanding
{
    public required PullRequest Request { get; init; }

    /// <summary>Of the source branch; null when the branch, or its repository, is gone.</summary>
    public required GitRepository? SourceGit { get; init; }

    public required GitRepository DestinationGit { get; init; }

    /// <summary>The tip of the source branch; null: it is gone, or nobody had to look, and the request keeps what it has.</summary>
    public required ObjectId? Source { get; init; }

    /// <summary>The tip of the destination branch; null: it is gone.</summary>
    public required ObjectId? Destination { get; init; }

    /// <summary>The commit of the destination that brought the source; null: it has not reached it.</summary>
    public ObjectId? MergedBy { get; init; }

    /// <summary>The destination's tip before the move that merged; null where the source moved instead.</summary>
    public ObjectId? DestinationBefore { get; init; }

    /// <summary>Whether its own row is to be written.</summary>
    public bool NeedsRow => MergedBy is not null || (Source is { } tip && tip.ToString() != Request.SourceHash);

    /// <summary>Whether a row, locked, and its branches are as they were looked at; cheap enough for the inside of a transaction.</summary>
    /// <remarks>That the source moved asks nothing of the row: whichever settlement comes last, the one that saw the tip of now must write it.</remarks>
    public bool IsCurrent(PullRequest stored) => MergedBy is null ? Source is null || ReadSource() == Source : IsUnchanged(stored);

    public ObjectId? ReadSource() => SourceGit?.ReadTip(BranchName.Parse(Request.SourceBranch).Ref);

    public ObjectId? ReadDestination() => DestinationGit.ReadTip(BranchName.Parse(Request.DestinationBranch).Ref);

    private bool IsUnchanged(PullRequest stored) =>
        stored.SourceHash == Request.SourceHash && stored.DestinationBranch == Request.DestinationBranch
        && (Source is null || ReadSource() == Source) && ReadDestination() == Destination;
}
