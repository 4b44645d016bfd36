using Mortise.Connect.Linkers;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.PullRequests;

/// <summary>A pull request with all that is shown of it.</summary>
internal sealed record PullRequestView
{
    public required PullRequest Request { get; init; }

    /// <summary>The repository that it would change.</summary>
    public required Repository Destination { get; init; }

    /// <summary>Where its branch stands; null when that is gone, or hidden from the caller.</summary>
    public required Repository? Source { get; init; }

    /// <summary>Who is named in it, by id.</summary>
    public required IReadOnlyDictionary<Guid, Account> People { get; init; }

    /// <summary>Those of the destination's workspace, for its texts.</summary>
    public required LinkerSet Linkers { get; init; }

    /// <summary>Reviewers first; null where nobody asks.</summary>
    public IReadOnlyList<Participant>? Participants { get; init; }

    /// <summary>Whether it is the whole answer, and not one of a list.</summary>
    public bool IsAlone { get; init; }
}
