using Mortise.Git.Refs;

namespace Mortise.Server.Features.Repositories;

/// <summary>A repository about to be made.</summary>
internal sealed record NewRepository(Guid WorkspaceId, RepoSlug Slug)
{
    /// <summary>Empty: the slug.</summary>
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public string? Website { get; init; }

    public string Language { get; init; } = "";

    /// <summary>Private unless said otherwise (rest.md 20.1, D-129).</summary>
    public bool IsPrivate { get; init; } = true;

    /// <summary>Key or <c>{uuid}</c>; null: the oldest project of the workspace.</summary>
    public string? Project { get; init; }

    public string ForkPolicy { get; init; } = "allow_forks";

    public bool HasIssues { get; init; }

    public bool HasWiki { get; init; }

    /// <summary>Where HEAD points.</summary>
    public BranchName DefaultBranch { get; init; } = BranchName.Parse("main");

    /// <summary>The repository that it is a fork of; null: of none.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The main branch that the directory comes with; null: it is empty, or nobody has looked.</summary>
    public string? MainBranch { get; init; }

    /// <summary>Bytes on disk that the directory comes with.</summary>
    public long Size { get; init; }

    /// <summary>The person who makes it, and watches it from then on; null where nobody does.</summary>
    public Guid? MakerId { get; init; }

    /// <summary>Whether the maker becomes its administrator: for who does not own the workspace.</summary>
    public bool MakerAdministers { get; init; }

    /// <summary>Null: a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }
}
