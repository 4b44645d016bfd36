using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Admin.Seeds;

/// <summary>What a seed file asks for, read and checked, in the order of the file.</summary>
internal sealed record SeedDocument(IReadOnlyList<SeedUser> Users, IReadOnlyList<SeedWorkspace> Workspaces, IReadOnlyList<SeedApp> Apps)
{
    public static SeedDocument Empty { get; } = new([], [], []);

    public bool HasFixedSecrets => Users.Any(user => user.Password is not null || user.Credentials.Count > 0) || Workspaces.Any(workspace => workspace.Repositories.Any(repository => repository.Credentials.Count > 0));
}

/// <param name="Password">Null: none, and the person cannot sign in to the site.</param>
internal sealed record SeedUser(NewUser User, string? Password, IReadOnlyList<SeedCredential> Credentials);

/// <summary>A credential whose secret stands in the file.</summary>
/// <param name="Scopes">As the credential keeps them.</param>
internal sealed record SeedCredential(TokenKind Kind, string Secret, string Name, string Scopes);

/// <param name="Members">Usernames.</param>
internal sealed record SeedWorkspace(
    NewWorkspace Workspace, IReadOnlyDictionary<string, WorkspaceRole> Members, IReadOnlyList<SeedGroup> Groups, IReadOnlyList<SeedProject> Projects,
    IReadOnlyList<SeedRepository> Repositories);

/// <param name="Slug">Null: made of the name.</param>
/// <param name="Members">Usernames.</param>
internal sealed record SeedGroup(string Name, string? Slug, IReadOnlyList<string> Members);

/// <param name="Grants">Usernames.</param>
/// <param name="GroupGrants">Slugs of groups.</param>
internal sealed record SeedProject(
    NewProject Project, IReadOnlyDictionary<string, ProjectPermission> Grants, IReadOnlyDictionary<string, ProjectPermission> GroupGrants);

/// <param name="Repository">Its workspace's id is filled in when that is known.</param>
/// <param name="Grants">Usernames.</param>
/// <param name="GroupGrants">Slugs of groups.</param>
/// <param name="Commits">Of the default branch, the oldest first.</param>
internal sealed record SeedRepository(
    NewRepository Repository, IReadOnlyDictionary<string, RepositoryPermission> Grants, IReadOnlyDictionary<string, RepositoryPermission> GroupGrants,
    IReadOnlyList<SeedCredential> Credentials, IReadOnlyList<NewCommit> Commits)
{
    public BranchName Branch => Repository.DefaultBranch;
}

/// <param name="Url">Of the descriptor.</param>
internal sealed record SeedApp(string Url, string Workspace);
