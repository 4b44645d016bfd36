namespace Mortise.Server.Web.Pages;

/// <summary>What a page is about: apps offer modules for it, whose conditions and addresses speak of these objects (connect.md 5.2).</summary>
internal sealed record PageSubject
{
    public required Guid WorkspaceId { get; init; }

    public Guid? RepositoryId { get; init; }

    /// <summary>The pull request's number in that repository.</summary>
    public long? PullRequest { get; init; }

    /// <summary>A full object id.</summary>
    public string? Commit { get; init; }

    /// <summary>Without <c>refs/heads/</c>.</summary>
    public string? Branch { get; init; }

    /// <summary>A path inside the repository at <see cref="Commit"/>, without a slash at either end.</summary>
    public string? File { get; init; }

    /// <summary>As <see cref="File"/>; the root is the empty text.</summary>
    public string? Directory { get; init; }

    /// <summary>The person or workspace whose profile is shown.</summary>
    public Guid? TargetUser { get; init; }
}
