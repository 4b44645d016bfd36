using Mortise.Git.Refs;

namespace Mortise.Server.Features.Repositories;

/// <summary>What a request asks a repository to be; null leaves a member as it is, or at its default in a new one.</summary>
internal sealed record RepositoryChanges
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Empty: none.</summary>
    public string? Website { get; init; }

    public string? Language { get; init; }

    public bool? IsPrivate { get; init; }

    /// <summary>Key or <c>{uuid}</c>.</summary>
    public string? Project { get; init; }

    public string? ForkPolicy { get; init; }

    public bool? HasIssues { get; init; }

    public bool? HasWiki { get; init; }

    public BranchName? MainBranch { get; init; }

    /// <summary>Slug or <c>{uuid}</c> of where a fork shall stand; null: with the one who makes it.</summary>
    public string? Workspace { get; init; }

    /// <summary>The fork that this makes of another repository: what it does not name is the parent's.</summary>
    public NewRepository ToFork(Repository parent, Guid workspace, RepoSlug slug) => new(workspace, slug)
    {
        ParentId = parent.Id,
        Name = Name ?? parent.Name,
        Description = Description ?? parent.Description,
        Website = Website ?? parent.Website,
        Language = Language ?? parent.Language,
        IsPrivate = IsPrivate ?? parent.IsPrivate,
        Project = Project,
        ForkPolicy = parent.IsPrivate ? Stricter(ForkPolicy, parent.ForkPolicy) : ForkPolicy ?? parent.ForkPolicy,
        HasIssues = HasIssues ?? parent.HasIssues,
        HasWiki = HasWiki ?? parent.HasWiki,
        MainBranch = MainBranch?.Value ?? parent.MainBranch,
    };

    /// <summary>A fork passes on what its private parent keeps back.</summary>
    private static string Stricter(string? asked, string parent)
    {
        string[] policies = ["allow_forks", "no_public_forks", "no_forks"];
        return policies[Math.Max(Array.IndexOf(policies, asked), Array.IndexOf(policies, parent))];
    }

    /// <summary>The repository that this makes at a slug that is free.</summary>
    public NewRepository ToNew(Guid workspace, RepoSlug slug)
    {
        var fresh = new NewRepository(workspace, slug);
        return fresh with
        {
            Name = Name ?? slug.Text,
            Description = Description ?? "",
            Website = Website,
            Language = Language ?? "",
            IsPrivate = IsPrivate ?? fresh.IsPrivate,
            Project = Project,
            ForkPolicy = ForkPolicy ?? fresh.ForkPolicy,
            HasIssues = HasIssues ?? false,
            HasWiki = HasWiki ?? false,
            DefaultBranch = MainBranch ?? fresh.DefaultBranch,
        };
    }
}
