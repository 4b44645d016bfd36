namespace Mortise.Server.Features.PullRequests;

/// <summary>A pull request to be opened. Its branches have been found, and the source brings something.</summary>
internal sealed record NewPullRequest
{
    public required Guid WorkspaceId { get; init; }

    public required Guid RepositoryId { get; init; }

    public required Guid AuthorId { get; init; }

    public required Guid SourceRepositoryId { get; init; }

    public required string SourceBranch { get; init; }

    public required string SourceHash { get; init; }

    public required string DestinationBranch { get; init; }

    public required string DestinationHash { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public bool Draft { get; init; }

    public bool CloseSourceBranch { get; init; }

    public IReadOnlyList<Guid> Reviewers { get; init; } = [];

    /// <summary>What the body named, and nothing else: what a request that is open already takes from it.</summary>
    public required PullRequestChanges Given { get; init; }
}

/// <summary>What an update sets; null leaves a member as it is.</summary>
internal sealed record PullRequestChanges
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public bool? Draft { get; init; }

    public bool? CloseSourceBranch { get; init; }

    /// <summary>Replaces all who were asked so far.</summary>
    public IReadOnlyList<Guid>? Reviewers { get; init; }

    /// <summary>Another branch of the same repository, with its tip.</summary>
    public (string Branch, string Hash)? Destination { get; init; }
}
