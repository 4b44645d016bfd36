using Mortise.Server.Features.Commits.Comments;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>A comment on a pull request.</summary>
internal sealed record PullRequestComment : Comment
{
    /// <summary>Of the pull request.</summary>
    public long Number { get; init; }

    /// <summary>Kept back until its author publishes it; nobody else sees it.</summary>
    public bool IsPending { get; init; }

    /// <summary>The id of the file's content at the source when the comment was made; null where there was no such file, or none is named.</summary>
    public string? Anchor { get; init; }

    /// <summary>Who called the thread resolved; null while it is open.</summary>
    public Guid? ResolvedBy { get; init; }

    public DateTimeOffset? ResolvedOn { get; init; }
}
