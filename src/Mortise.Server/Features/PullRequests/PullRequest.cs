namespace Mortise.Server.Features.PullRequests;

/// <summary>A request to merge one branch into another, as its row has it.</summary>
internal sealed record PullRequest
{
    public const string Open = "OPEN";
    public const string Merged = "MERGED";
    public const string Declined = "DECLINED";
    public const string Superseded = "SUPERSEDED";

    /// <summary>All values of <see cref="State"/>.</summary>
    public static readonly string[] States = [Open, Merged, Declined, Superseded];

    /// <summary>Of the repository that the request would change.</summary>
    public Guid WorkspaceId { get; init; }

    public Guid RepositoryId { get; init; }

    /// <summary>Counted in the repository from 1, never given twice; <c>id</c> on the wire.</summary>
    public long Number { get; init; }

    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    public string State { get; init; } = Open;

    public bool Draft { get; init; }

    /// <summary>A person, or a workspace that acts as one.</summary>
    public Guid AuthorId { get; init; }

    /// <summary>Who merged or declined it; null while it is open, and where the host did.</summary>
    public Guid? ClosedBy { get; init; }

    /// <summary>Null once a fork is gone.</summary>
    public Guid? SourceRepositoryId { get; init; }

    public string SourceBranch { get; init; } = "";

    /// <summary>All 40 digits. The tip of the branch while the request is open; afterwards what was merged or declined.</summary>
    public string SourceHash { get; init; } = "";

    public string DestinationBranch { get; init; } = "";

    /// <summary>The tip of the branch while the request is open; afterwards the tip before the merge.</summary>
    public string DestinationHash { get; init; } = "";

    /// <summary>The commit that brought the source to the destination; null unless merged.</summary>
    public string? MergeHash { get; init; }

    public bool CloseSourceBranch { get; init; }

    /// <summary>Why it was declined; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    public long CommentCount { get; init; }

    /// <summary>Open tasks only.</summary>
    public long TaskCount { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }

    public bool IsOpen => State == Open;

    /// <summary>Source and destination stand in one repository.</summary>
    public bool IsWithin => SourceRepositoryId == RepositoryId;
}

/// <summary>Someone who takes part in a pull request.</summary>
internal sealed record Participant
{
    public const string Approved = "approved";
    public const string ChangesRequested = "changes_requested";

    public long Number { get; init; }

    public Guid RepositoryId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>Was asked to review.</summary>
    public bool IsReviewer { get; init; }

    /// <summary><see cref="Approved"/>, <see cref="ChangesRequested"/>, or null.</summary>
    public string? State { get; init; }

    /// <summary>When it was last approved, commented on or asked to change; null: not yet.</summary>
    public DateTimeOffset? ParticipatedOn { get; init; }
}
