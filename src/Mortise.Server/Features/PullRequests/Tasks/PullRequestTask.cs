namespace Mortise.Server.Features.PullRequests.Tasks;

/// <summary>Something to be done before a pull request is finished.</summary>
internal sealed record PullRequestTask
{
    public const string Resolved = "RESOLVED";
    public const string Unresolved = "UNRESOLVED";

    /// <summary>Counted over the host, together with comments.</summary>
    public long Id { get; init; }

    /// <summary>The comment it was made for; null: none, or one that is gone.</summary>
    public long? CommentId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>Markdown.</summary>
    public string Content { get; init; } = "";

    public string State { get; init; } = Unresolved;

    /// <summary>Kept back, and not counted.</summary>
    public bool IsPending { get; init; }

    /// <summary>Null while it is open.</summary>
    public Guid? ResolvedBy { get; init; }

    public DateTimeOffset? ResolvedOn { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }
}
