namespace Mortise.Server.Features.Commits.Comments;

/// <summary>A comment on a commit.</summary>
internal sealed record CommitComment : Comment
{
    /// <summary>The full hash.</summary>
    public string CommitHash { get; init; } = "";
}
