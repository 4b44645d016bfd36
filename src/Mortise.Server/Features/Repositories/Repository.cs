using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Repositories;

/// <summary>A repository's row with those it stands in, as one caller sees it.</summary>
internal sealed record Repository
{
    public Guid Id { get; init; }

    public Guid WorkspaceId { get; init; }

    /// <summary>Unique in the workspace, at most 62 characters of <c>[a-z0-9_.-]</c>.</summary>
    public string Slug { get; init; } = "";

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public string? Website { get; init; }

    /// <summary>Lower case; empty when not set.</summary>
    public string Language { get; init; } = "";

    public bool IsPrivate { get; init; }

    public Guid? ParentId { get; init; }

    /// <summary><c>allow_forks</c>, <c>no_public_forks</c> or <c>no_forks</c>.</summary>
    public string ForkPolicy { get; init; } = "allow_forks";

    public bool HasIssues { get; init; }

    public bool HasWiki { get; init; }

    /// <summary>Null while the repository is empty.</summary>
    public string? MainBranch { get; init; }

    /// <summary>Bytes on disk as of the last push.</summary>
    public long Size { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }

    public RepositoryOverrides Overrides { get; init; } = new(false, false);

    /// <summary>What the caller holds by role or grant; a public repository's read is not counted.</summary>
    public RepositoryPermission Granted { get; init; }

    public required Workspace Workspace { get; init; }

    public required Account Owner { get; init; }

    public required Project Project { get; init; }

    public string FullName => $"{Workspace.Slug}/{Slug}";

    /// <summary>True when the caller holds at least <paramref name="needed"/>.</summary>
    public bool Allows(RepositoryPermission needed) => Granted >= needed || (needed == RepositoryPermission.Read && !IsPrivate);
}
