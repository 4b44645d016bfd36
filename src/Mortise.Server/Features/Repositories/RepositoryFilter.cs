using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Repositories;

/// <summary>Which of the visible repositories a list holds.</summary>
/// <param name="WorkspaceId">Only those of one workspace; null: of all.</param>
/// <param name="Role">Only those the caller holds this on, a public repository's read not counted; null: all.</param>
/// <param name="OnlyPublic">Whether private ones are left out.</param>
/// <param name="CreatedAfter">Only younger ones; null: all.</param>
/// <param name="ParentId">Only the forks of one repository; null: all.</param>
internal sealed record RepositoryFilter(Guid? WorkspaceId = null, RepositoryRole? Role = null, bool OnlyPublic = false, DateTimeOffset? CreatedAfter = null, Guid? ParentId = null);

/// <summary>The parameter <c>role</c> (Source: Bitbucket Cloud OpenAPI, "List repositories in a workspace").</summary>
internal enum RepositoryRole
{
    /// <summary>At least <see cref="RepositoryPermission.Read"/>, granted.</summary>
    Member,

    /// <summary>At least <see cref="RepositoryPermission.Write"/>.</summary>
    Contributor,

    /// <summary><see cref="RepositoryPermission.Admin"/>.</summary>
    Admin,

    /// <summary>Owner of the workspace.</summary>
    Owner,
}
