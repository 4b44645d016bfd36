using Mortise.Server.Features.Projects;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Repositories;

internal sealed partial class RepositoryStore
{
    public static ApiError Taken() => ApiError.BadRequest("Repository with this Slug and Owner already exists.");

    public Task<bool> IsTakenAsync(Guid workspace, RepoSlug slug, CancellationToken cancellation) =>
        database.ReadAsync(session => IsTakenAsync(session, workspace, slug), cancellation);

    /// <summary>Those of <paramref name="ids"/> that have a row.</summary>
    public async Task<IReadOnlySet<Guid>> ListKnownAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var texts = ids.Select(id => id.ToString("D")).ToArray();
        var known = await database.ReadAsync(session => session.ListAsync<string>($"SELECT id FROM repositories WHERE id {session.In("texts")}", new { texts }), cancellation);
        return known.Select(Guid.Parse).ToHashSet();
    }

    /// <summary>Writes the row of a repository whose directory exists; an alias of the same slug ends. See <see cref="RepositoryCreation"/>.</summary>
    public Task<ApiError?> AddAsync(Guid id, NewRepository repository, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(ProjectStore.LockName(repository.WorkspaceId));
                if (await IsTakenAsync(write, repository.WorkspaceId, repository.Slug))
                    return Taken();

                var (project, refusal) = await FindProjectAsync(write, repository.WorkspaceId, repository.Project, repository.IsPrivate);
                if (project is null)
                    return refusal;

                await write.ExecuteAsync(DeleteAlias, new { workspace = repository.WorkspaceId, slug = repository.Slug.Text });
                await write.ExecuteAsync(
                    Insert,
                    new
                    {
                        id,
                        repository.WorkspaceId,
                        Slug = repository.Slug.Text,
                        Name = repository.Name.Length > 0 ? repository.Name : repository.Slug.Text,
                        repository.Description,
                        repository.Website,
                        repository.Language,
                        repository.IsPrivate,
                        ProjectId = project.Id,
                        repository.ForkPolicy,
                        repository.HasIssues,
                        repository.HasWiki,
                        repository.ParentId,
                        repository.MainBranch,
                        repository.Size,
                        Now = repository.CreatedOn ?? clock.GetUtcNow(),
                    });
                await AddMakerAsync(write, id, repository);
                return null;
            },
            cancellation);

    /// <summary>In the write of the row: nobody loses sight of what they have made.</summary>
    private async Task AddMakerAsync(WriteSession write, Guid id, NewRepository repository)
    {
        if (repository.MakerId is not { } maker)
            return;

        await write.ExecuteAsync(InsertWatcher, new { workspace = repository.WorkspaceId, id, maker, now = clock.GetUtcNow() });
        if (repository.MakerAdministers)
            await write.ExecuteAsync(UpsertGrant, new { workspace = repository.WorkspaceId, repository = id, user = maker, permission = (int)RepositoryPermission.Admin });
    }

    /// <summary>Changes a repository; a new name gives it a new slug, and the old one stays as an alias.</summary>
    /// <param name="precondition">Says of the stored repository why it must stay, or null; asked inside the write.</param>
    public Task<ApiError?> UpdateAsync(
        Guid id, RepositoryChanges changes, Caller caller, Func<Repository, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await LockAsync(write, id, caller) is not { } stored)
                    return ApiError.RepositoryNotFound();

                if (precondition(stored) is { } stale)
                    return stale;

                var slug = stored.Slug;
                if (changes.Name is { } name && name != stored.Name)
                {
                    if (!RepoSlug.TryFromName(name, out var renamed, out var problem))
                        return ApiError.InvalidField("name", problem);

                    if (renamed.Text != slug && await IsTakenAsync(write, stored.WorkspaceId, renamed))
                        return Taken();

                    slug = renamed.Text;
                }

                var isPrivate = changes.IsPrivate ?? stored.IsPrivate;
                var (project, refusal) = await FindProjectAsync(
                    write, stored.WorkspaceId, changes.Project ?? PublicAddress.Braced(stored.Project.Id), isPrivate);
                if (project is null)
                    return refusal;

                if (slug != stored.Slug)
                {
                    await write.ExecuteAsync(DeleteAlias, new { workspace = stored.WorkspaceId, slug });
                    await write.ExecuteAsync(InsertAlias, new { workspace = stored.WorkspaceId, slug = stored.Slug, id });
                }

                await write.ExecuteAsync(
                    Update,
                    new
                    {
                        id,
                        stored.WorkspaceId,
                        slug,
                        Name = changes.Name ?? stored.Name,
                        Description = changes.Description ?? stored.Description,
                        Website = (changes.Website ?? stored.Website) is { Length: > 0 } website ? website : null,
                        Language = changes.Language ?? stored.Language,
                        isPrivate,
                        ProjectId = project.Id,
                        ForkPolicy = changes.ForkPolicy ?? stored.ForkPolicy,
                        HasIssues = changes.HasIssues ?? stored.HasIssues,
                        HasWiki = changes.HasWiki ?? stored.HasWiki,
                        MainBranch = stored.MainBranch is null ? null : changes.MainBranch?.Value ?? stored.MainBranch,
                        Now = clock.GetUtcNow(),
                    });
                return null;
            },
            cancellation);

    /// <summary>Removes the row with its aliases, grants, tokens and properties; the directory is for the caller to remove afterwards.</summary>
    public Task<ApiError?> DeleteAsync(Guid id, Caller caller, Func<Repository, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await LockAsync(write, id, caller) is not { } stored)
                    return ApiError.RepositoryNotFound();

                if (precondition(stored) is { } stale)
                    return stale;

                var host = PropertyHost.OfRepository(stored.WorkspaceId, id);
                await write.ExecuteAsync(
                    DeleteProperties,
                    new
                    {
                        workspace = stored.WorkspaceId,
                        repositoryKind = PropertyHost.RepositoryKind,
                        repository = host.Id,
                        commitKind = PropertyHost.CommitKind,
                        requestKind = PropertyHost.PullRequestKind,
                        commits = PropertyHost.OfCommit(stored.WorkspaceId, id, "%").Id,
                    });
                await write.ExecuteAsync("DELETE FROM repositories WHERE workspace_id = @WorkspaceId AND id = @id", new { stored.WorkspaceId, id });
                return null;
            },
            cancellation);

    /// <summary>Gives a member a permission of their own, or takes it away with <see cref="RepositoryPermission.None"/>.</summary>
    public Task GrantAsync(Guid workspace, Guid repository, Guid user, RepositoryPermission permission, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                permission == RepositoryPermission.None ? DeleteGrant : UpsertGrant, new { workspace, repository, user, permission = (int)permission }),
            cancellation);

    private static async Task<Repository?> LockAsync(WriteSession write, Guid id, Caller caller)
    {
        if (await write.ScalarAsync<string>("SELECT workspace_id FROM repositories WHERE id = @id", new { id }) is not { } workspace)
            return null;

        await write.LockAsync(ProjectStore.LockName(Guid.Parse(workspace)));
        return (await write.FindAsync<Row>($"{Select} WHERE r.id = @id", With(caller, new { id })))?.ToRepository();
    }

    private static async Task<bool> IsTakenAsync(Session session, Guid workspace, RepoSlug slug) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM repositories WHERE workspace_id = @workspace AND slug = @Text", new { workspace, slug.Text }) > 0;

    /// <summary>The project a repository is to stand in, or why it cannot.</summary>
    private static async Task<(ProjectRow? Project, ApiError? Refusal)> FindProjectAsync(WriteSession write, Guid workspace, string? named, bool isPrivate)
    {
        var isId = Identifier.TryParseBraced(named ?? "", out var id);
        var parameters = new { workspace, id, key = named ?? "" };
        var project = named is null ? await write.FindAsync<ProjectRow>($"{SelectProject} ORDER BY created_on, id LIMIT 1", parameters)
            : isId ? await write.FindAsync<ProjectRow>($"{SelectProject} AND id = @id", parameters)
            : await write.FindAsync<ProjectRow>($"{SelectProject} AND key = @key", parameters);

        if (project is null)
            return (null, ApiError.InvalidField("project", named is null ? "The workspace has no project; make one first." : $"The workspace has no project '{named}'."));

        return project.IsPrivate && !isPrivate
            ? (null, ApiError.InvalidField("is_private", $"The project {project.Key} is private and cannot hold a public repository."))
            : (project, null);
    }

    private const string SelectProject = "SELECT id, key, is_private FROM projects WHERE workspace_id = @workspace";

    private const string Insert = """
        INSERT INTO repositories (workspace_id, id, slug, name, description, website, language, is_private, project_id, parent_id, fork_policy,
            has_issues, has_wiki, main_branch, size, created_on, updated_on)
        VALUES (@WorkspaceId, @id, @Slug, @Name, @Description, @Website, @Language, @IsPrivate, @ProjectId, @ParentId, @ForkPolicy,
            @HasIssues, @HasWiki, @MainBranch, @Size, @Now, @Now)
        """;

    private const string Update = """
        UPDATE repositories SET slug = @slug, name = @Name, description = @Description, website = @Website, language = @Language, is_private = @isPrivate,
            project_id = @ProjectId, fork_policy = @ForkPolicy, has_issues = @HasIssues, has_wiki = @HasWiki, main_branch = @MainBranch, updated_on = @Now
        WHERE workspace_id = @WorkspaceId AND id = @id
        """;

    private const string InsertWatcher =
        "INSERT INTO repository_watchers (workspace_id, repository_id, user_id, watched_on) VALUES (@workspace, @id, @maker, @now)";

    private const string DeleteAlias = "DELETE FROM repository_aliases WHERE workspace_id = @workspace AND slug = @slug";

    private const string InsertAlias = "INSERT INTO repository_aliases (workspace_id, slug, repository_id) VALUES (@workspace, @slug, @id)";

    private const string DeleteProperties = """
        DELETE FROM application_properties
        WHERE workspace_id = @workspace
          AND ((host_kind = @repositoryKind AND host_id = @repository) OR (host_kind IN (@commitKind, @requestKind) AND host_id LIKE @commits))
        """;

    private const string UpsertGrant = """
        INSERT INTO repository_permissions (workspace_id, repository_id, user_id, permission) VALUES (@workspace, @repository, @user, @permission)
        ON CONFLICT (workspace_id, repository_id, user_id) DO UPDATE SET permission = excluded.permission
        """;

    private const string DeleteGrant =
        "DELETE FROM repository_permissions WHERE workspace_id = @workspace AND repository_id = @repository AND user_id = @user";

    private sealed record ProjectRow
    {
        public Guid Id { get; init; }
        public string Key { get; init; } = "";
        public bool IsPrivate { get; init; }
    }
}
