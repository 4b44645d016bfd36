using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects;

/// <summary>The <c>projects</c> table.</summary>
internal sealed class ProjectStore(Database database, IdSource ids, TimeProvider clock)
{
    /// <summary>The project by key or <c>{uuid}</c> if it is there for this caller; null for absent and hidden alike.</summary>
    public async Task<ProjectJson.ProjectView?> FindVisibleAsync(Workspace workspace, string key, Caller caller, CancellationToken cancellation)
    {
        var (where, parameters) = Addressed(workspace, key, caller);
        var row = await database.ReadAsync(session => session.FindAsync<Row>($"SELECT {Columns} {From} WHERE {where} AND {Visible}", parameters), cancellation);
        return row?.ToView(workspace);
    }

    /// <summary>The workspace's projects that the caller may see, ordered by key.</summary>
    public async Task<Slice<ProjectJson.ProjectView>> ListAsync(
        Workspace workspace, CollectionQuery query, Caller caller, PageRequest page, CancellationToken cancellation)
    {
        var parameters = With(workspace, caller);
        var source = new SliceSource(Columns, From, $"p.workspace_id = @workspace AND {Visible}", "p.key", "p.id");
        var rows = await database.ReadAsync(session => session.SliceAsync<Row>(source, query, parameters, page), cancellation);
        return rows.Select(row => row.ToView(workspace));
    }

    /// <summary>Those of the projects that hold a public repository.</summary>
    public async Task<IReadOnlySet<Guid>> ListShownAsync(IReadOnlyList<Project> projects, CancellationToken cancellation)
    {
        if (projects.Count == 0)
            return new HashSet<Guid>();

        var parameters = new
        {
            workspaces = projects.Select(project => project.WorkspaceId.ToString("D")).Distinct(StringComparer.Ordinal).ToArray(),
            ids = projects.Select(project => project.Id.ToString("D")).Distinct(StringComparer.Ordinal).ToArray(),
        };
        var rows = await database.ReadAsync(
            session => session.ListAsync<Shelf>(
                $"""
                SELECT DISTINCT r.project_id AS id FROM repositories r
                WHERE r.workspace_id {session.In("workspaces")} AND r.project_id {session.In("ids")} AND NOT r.is_private
                """,
                parameters),
            cancellation);
        return rows.Select(row => row.Id).ToHashSet();
    }

    /// <summary>Makes a project; its key must be free.</summary>
    public async Task<(Guid Id, ApiError? Refusal)> AddAsync(Guid workspace, NewProject project, CancellationToken cancellation)
    {
        var id = project.Id ?? ids.New();
        var refusal = await database.WriteAsync(
            async write =>
            {
                await write.LockAsync(LockName(workspace));
                if (await HasKeyAsync(write, workspace, project.Key))
                    return Taken(project.Key);

                await write.ExecuteAsync(Insert, new { workspace, id, key = project.Key.Text, project.Name, project.Description, project.IsPrivate, now = clock.GetUtcNow() });
                return null;
            },
            cancellation);
        return (id, refusal);
    }

    /// <summary>Changes what <paramref name="change"/> says of the stored project; asked inside the write.</summary>
    /// <param name="change">The project as it is to be, or why not.</param>
    public Task<ApiError?> UpdateAsync(
        Workspace workspace, Guid id, Caller caller, Func<ProjectJson.ProjectView, (Project? Changed, ApiError? Refusal)> change, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(LockName(workspace.Id));
                if (await ReadAsync(write, workspace, id, caller) is not { } stored)
                    return NotFound(PublicAddress.Braced(id));

                var (changed, refusal) = change(stored);
                if (changed is null)
                    return refusal;

                if (changed.Key != stored.Project.Key && ProjectKey.TryParse(changed.Key, out var key, out _) && await HasKeyAsync(write, workspace.Id, key))
                    return Taken(key);

                if (changed.IsPrivate && stored.HasPublicRepositories)
                    return ApiError.InvalidField("is_private", "A private project cannot hold public repositories, and this one does.");

                await write.ExecuteAsync(
                    Update, new { workspace = workspace.Id, id, key = changed.Key, changed.Name, changed.Description, changed.IsPrivate, now = clock.GetUtcNow() });
                return null;
            },
            cancellation);

    /// <summary>Removes an empty project.</summary>
    public Task<ApiError?> DeleteAsync(
        Workspace workspace, Guid id, Caller caller, Func<ProjectJson.ProjectView, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(LockName(workspace.Id));
                if (await ReadAsync(write, workspace, id, caller) is not { } stored)
                    return NotFound(PublicAddress.Braced(id));

                if (precondition(stored) is { } refusal)
                    return refusal;

                var holds = await write.ScalarAsync<long>("SELECT COUNT(*) FROM repositories WHERE workspace_id = @workspace AND project_id = @id", new { workspace = workspace.Id, id });
                if (holds > 0)
                    return ApiError.Forbidden("The project holds repositories. Move or delete them first.");

                await write.ExecuteAsync(
                    "UPDATE credentials SET revoked_on = @now WHERE project_id = @id AND revoked_on IS NULL", new { id, now = clock.GetUtcNow() });
                await write.ExecuteAsync("DELETE FROM projects WHERE workspace_id = @workspace AND id = @id", new { workspace = workspace.Id, id });
                return null;
            },
            cancellation);

    /// <summary>One name for every write that decides over the projects of a workspace, the making of repositories included.</summary>
    public static string LockName(Guid workspace) => $"projects/{workspace:D}";

    public static ApiError NotFound(string key) => ApiError.NotFound($"No project with key '{key}'.");

    private static ApiError Taken(ProjectKey key) => ApiError.InvalidField("key", $"The workspace already has a project with the key {key}.");

    private static async Task<bool> HasKeyAsync(WriteSession write, Guid workspace, ProjectKey key) =>
        await write.ScalarAsync<long>("SELECT COUNT(*) FROM projects WHERE workspace_id = @workspace AND key = @key", new { workspace, key = key.Text }) > 0;

    private static async Task<ProjectJson.ProjectView?> ReadAsync(WriteSession write, Workspace workspace, Guid id, Caller caller)
    {
        var (where, parameters) = Addressed(workspace, PublicAddress.Braced(id), caller);
        var row = await write.FindAsync<Row>($"SELECT {Columns} {From} WHERE {where}", parameters);
        return row?.ToView(workspace);
    }

    private static (string Where, DynamicParameters Parameters) Addressed(Workspace workspace, string key, Caller caller)
    {
        var parameters = With(workspace, caller);
        var isId = Identifier.TryParseBraced(key, out var id);
        parameters.Add("project", isId ? id.ToString("D") : key.ToUpperInvariant());
        return (isId ? "p.workspace_id = @workspace AND p.id = @project" : "p.workspace_id = @workspace AND p.key = @project", parameters);
    }

    private static DynamicParameters With(Workspace workspace, Caller caller)
    {
        var parameters = new DynamicParameters(new { workspace = workspace.Id });
        parameters.AddDynamicParams(AccessStore.Parameters(caller.Access));
        return parameters;
    }

    /// <summary>A private project is for those who belong to its workspace, or have something in it.</summary>
    private const string Visible = $"((@AccessWithin = '' OR p.workspace_id = @AccessWithin) AND (NOT p.is_private OR {AccessStore.WorkspaceOwn}))";

    private const string Columns = $"""
        p.workspace_id, p.id, p.key, p.name, p.description, p.is_private, p.created_on, p.updated_on,
        u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on AS user_created_on,
        EXISTS (SELECT 1 FROM repositories public_r WHERE public_r.workspace_id = p.workspace_id AND public_r.project_id = p.id AND NOT public_r.is_private) AS has_public,
        {AccessStore.GrantedOnProject} AS granted
        """;

    private const string From = $"""
        FROM projects p JOIN workspaces w ON w.id = p.workspace_id LEFT JOIN users u ON u.id = p.workspace_id {AccessStore.WorkspaceJoins}
        """;

    private const string Insert = """
        INSERT INTO projects (workspace_id, id, key, name, description, is_private, created_on, updated_on)
        VALUES (@workspace, @id, @key, @Name, @Description, @IsPrivate, @now, @now)
        """;

    private const string Update = """
        UPDATE projects SET key = @key, name = @Name, description = @Description, is_private = @IsPrivate, updated_on = @now
        WHERE workspace_id = @workspace AND id = @id
        """;

    private sealed record Shelf
    {
        public Guid Id { get; init; }
    }

    private sealed record Row
    {
        public Guid WorkspaceId { get; init; }
        public Guid Id { get; init; }
        public string Key { get; init; } = "";
        public string Name { get; init; } = "";
        public string Description { get; init; } = "";
        public bool IsPrivate { get; init; }
        public DateTimeOffset CreatedOn { get; init; }
        public DateTimeOffset UpdatedOn { get; init; }
        public string? AccountId { get; init; }
        public string? Nickname { get; init; }
        public string? DisplayName { get; init; }
        public string? AccountStatus { get; init; }
        public bool? IsStaff { get; init; }
        public DateTimeOffset? UserCreatedOn { get; init; }
        public bool HasPublic { get; init; }
        public int Granted { get; init; }

        public ProjectJson.ProjectView ToView(Workspace workspace)
        {
            var project = new Project
            {
                WorkspaceId = WorkspaceId,
                Id = Id,
                Key = Key,
                Name = Name,
                Description = Description,
                IsPrivate = IsPrivate,
                CreatedOn = CreatedOn,
                UpdatedOn = UpdatedOn,
            };
            var owner = new Account
            {
                Id = WorkspaceId,
                IsTeam = workspace.IsTeam,
                Username = workspace.Slug,
                DisplayName = DisplayName ?? workspace.Name,
                Nickname = Nickname,
                AccountId = AccountId,
                AccountStatus = AccountStatus ?? "active",
                IsStaff = IsStaff ?? false,
                CreatedOn = UserCreatedOn ?? workspace.CreatedOn,
            };
            return new ProjectJson.ProjectView(project, workspace, owner, HasPublic) { Granted = (ProjectPermission)Granted };
        }
    }
}
