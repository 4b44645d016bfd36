namespace Mortise.Server.Features.Repositories;

/// <summary>The settings that a repository has for itself; the others it takes from its project.</summary>
internal sealed record RepositoryOverrides(bool DefaultMergeStrategy, bool BranchingModel);
