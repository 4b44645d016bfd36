using Mortise.Git;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Seeds;

/// <summary>Makes sure that what a seed file names is there. What is there already stays as it is, so that every start may do this again.</summary>
/// <remarks>Apps are not its business: an app is installed by asking it, and it asks back, which takes a server that listens.</remarks>
internal sealed class Seeder(
    UserStore users, PasswordStore passwords, WorkspaceStore workspaces, ProjectStore projects, RepositoryStore repositories, RepositoryCreation creation,
    RepositoryDirectories directories, GroupStore groups, GrantStore grants, CredentialStore credentials, AdminStore admin, IdSource ids, MortiseOptions options)
{
    /// <exception cref="SeedException">Something in it is refused.</exception>
    public async Task ApplyAsync(SeedDocument document, CancellationToken cancellation)
    {
        if (document.HasFixedSecrets && !options.IsDev)
            throw Refused("Passwords and tokens that stand in a file are for the profile dev; make them with 'mortise token add'.");

        foreach (var user in document.Users)
            await MakeSureAsync(user, cancellation);

        foreach (var workspace in document.Workspaces)
            await MakeSureAsync(workspace, cancellation);
    }

    private async Task MakeSureAsync(SeedUser seed, CancellationToken cancellation)
    {
        // By id first: what was renamed is still there.
        var id = (await FindAsync(seed.User.Id, known => users.FindAsync(known, cancellation)) ?? await users.FindByUsernameAsync(seed.User.Username, cancellation))?.Id;
        if (id is null)
        {
            var (made, refusal) = await users.AddAsync(seed.User, cancellation);
            id = (made ?? throw Refused($"The user '{seed.User.Username}'", refusal)).Id;
        }

        if (seed.Password is { } password)
            await passwords.AddAsync(id.Value, password, cancellation);

        foreach (var credential in seed.Credentials)
            await KeepAsync(credential, new AdminStore.OwnerIds { UserId = id }, cancellation);
    }

    private async Task MakeSureAsync(SeedWorkspace seed, CancellationToken cancellation)
    {
        var slug = seed.Workspace.Slug;
        var workspace = await FindAsync(seed.Workspace.Id, known => workspaces.FindAsync(PublicAddress.Braced(known), cancellation))
            ?? await workspaces.FindAsync(slug, cancellation);
        if (workspace is null)
        {
            var (made, refusal) = await workspaces.AddAsync(seed.Workspace, cancellation);
            workspace = made ?? throw Refused($"The workspace '{slug}'", refusal);
        }

        foreach (var (name, role) in seed.Members)
            await admin.AddMemberAsync(workspace.Id, await PersonAsync(name, cancellation), role, cancellation);

        foreach (var group in seed.Groups)
            await MakeSureAsync(workspace, group, cancellation);

        foreach (var project in seed.Projects)
            await MakeSureAsync(workspace, project, cancellation);

        foreach (var repository in seed.Repositories)
            await MakeSureAsync(workspace, repository, cancellation);
    }

    private async Task MakeSureAsync(Workspace workspace, SeedGroup seed, CancellationToken cancellation)
    {
        var name = seed.Slug ?? seed.Name;
        var group = GroupSlug.TryFromName(name, out var slug, out _) ? await groups.FindAsync(workspace.Id, slug.Text, cancellation) : null;
        if (group is null)
        {
            var (made, refusal) = await groups.AddAsync(workspace.Id, seed.Name, seed.Slug, cancellation);
            group = made ?? throw Refused($"The group '{workspace.Slug}/{name}'", refusal);
        }

        foreach (var member in seed.Members)
        {
            if (!await groups.AddMemberAsync(workspace.Id, group.Id, await PersonAsync(member, cancellation), cancellation))
                throw Refused($"The group '{workspace.Slug}/{name}' names '{member}', who is not a member of the workspace.");
        }
    }

    private async Task MakeSureAsync(Workspace workspace, SeedProject seed, CancellationToken cancellation)
    {
        var key = seed.Project.Key.Text;
        var id = (await admin.FindProjectAsync(workspace.Slug, key, cancellation))?.ProjectId;
        if (id is null)
        {
            var (made, refusal) = await projects.AddAsync(workspace.Id, seed.Project, cancellation);
            id = refusal is null ? made : throw Refused($"The project '{workspace.Slug}/{key}'", refusal);
        }

        var on = new GrantSubject(GrantSubjectKind.Project, workspace.Id, id.Value);
        foreach (var (name, permission) in seed.Grants)
        {
            var person = await PersonAsync(name, cancellation);
            if (await workspaces.FindMemberAsync(workspace.Id, person, cancellation) is null)
                throw Refused($"The project '{workspace.Slug}/{key}' names '{name}', who is not a member of the workspace.");

            await GrantAsync(on, GranteeKind.User, person, (int)permission, cancellation);
        }

        foreach (var (name, permission) in seed.GroupGrants)
            await GrantAsync(on, GranteeKind.Group, await GroupAsync(workspace, name, cancellation), (int)permission, cancellation);
    }

    /// <summary>What was granted since then stays.</summary>
    private async Task GrantAsync(GrantSubject on, GranteeKind kind, Guid grantee, int level, CancellationToken cancellation)
    {
        if (await grants.FindAsync(on, kind, grantee, cancellation) is null)
            await grants.PutAsync(on, kind, grantee, level, _ => null, cancellation);
    }

    private async Task MakeSureAsync(Workspace workspace, SeedRepository seed, CancellationToken cancellation)
    {
        var fullName = $"{workspace.Slug}/{seed.Repository.Slug}";
        var caller = new Caller.HostAdmin { Workspace = workspace.Id };
        var id = (await FindAsync(seed.Repository.Id, known => repositories.FindVisibleAsync(known, caller, cancellation)))?.Id
            ?? (await admin.FindRepositoryAsync(workspace.Slug, seed.Repository.Slug.Text, cancellation))?.RepositoryId;
        if (id is null)
        {
            var (made, refusal) = await creation.CreateAsync(
                seed.Repository with { WorkspaceId = workspace.Id }, repository => FillAsync(repository, seed, cancellation), cancellation);
            if (refusal is not null)
                throw Refused($"The repository '{fullName}'", refusal);

            id = made;
        }

        if (await repositories.FindVisibleAsync(id.Value, caller, cancellation) is { MainBranch: null })
            await admin.KeepContentAsync(workspace.Id, id.Value, new GitRepository(directories.PathOf(id.Value)), cancellation);

        foreach (var (name, permission) in seed.Grants)
            await admin.GrantAsync(workspace.Id, id.Value, await PersonAsync(name, cancellation), permission, cancellation);

        var on = new GrantSubject(GrantSubjectKind.Repository, workspace.Id, id.Value);
        foreach (var (name, permission) in seed.GroupGrants)
            await GrantAsync(on, GranteeKind.Group, await GroupAsync(workspace, name, cancellation), (int)permission, cancellation);

        foreach (var credential in seed.Credentials)
            await KeepAsync(credential, new AdminStore.OwnerIds { WorkspaceId = workspace.Id, RepositoryId = id }, cancellation);
    }

    private static async Task<T?> FindAsync<T>(Guid? id, Func<Guid, Task<T?>> find)
        where T : class =>
        id is { } known ? await find(known) : null;

    /// <summary>A fixed id may have a directory that an interrupted start left without a row.</summary>
    private async Task<ApiError?> FillAsync(Guid repository, SeedRepository seed, CancellationToken cancellation)
    {
        if (!(await repositories.ListKnownAsync([repository], cancellation)).Contains(repository))
            directories.Remove(repository);

        await directories.InitAsync(repository, seed.Branch, cancellation);
        if (seed.Commits.Count == 0)
            return null;

        var git = new GitRepository(directories.PathOf(repository));
        return await git.WriteBranchAsync(seed.Branch, seed.Commits, cancellation) is { } problem ? ApiError.BadRequest(problem) : null;
    }

    private async Task KeepAsync(SeedCredential seed, AdminStore.OwnerIds owner, CancellationToken cancellation)
    {
        var credential = new NewCredential(
            ids.New(), seed.Kind.Credential, seed.Name, owner.UserId, owner.WorkspaceId, owner.ProjectId, owner.RepositoryId, seed.Scopes, ExpiresOn: null);
        await credentials.AddAsync(credential, seed.Secret, cancellation);
    }

    private async Task<Guid> PersonAsync(string name, CancellationToken cancellation) =>
        (await users.FindByUsernameAsync(name, cancellation))?.Id ?? throw Refused($"It names the user '{name}', who is not there.");

    private async Task<Guid> GroupAsync(Workspace workspace, string slug, CancellationToken cancellation) =>
        (await groups.FindAsync(workspace.Id, slug, cancellation))?.Id ?? throw Refused($"It names the group '{slug}', which the workspace '{workspace.Slug}' does not have.");

    private SeedException Refused(string what, ApiError? refusal) =>
        Refused($"{what} is refused: {string.Join(" ", refusal?.Fields?.Values.SelectMany(problems => problems) ?? [refusal?.Message ?? ""])}");

    private SeedException Refused(string problem) => new(options.Seed, 1, problem);
}
