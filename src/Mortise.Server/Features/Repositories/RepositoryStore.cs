using Dapper;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories;

/// <summary>The <c>repositories</c> table and the slugs that repositories had before.</summary>
internal sealed partial class RepositoryStore(Database database)
{
    /// <summary>The repository if it is there for this caller; null for absent and hidden alike.</summary>
    public async Task<Repository?> FindVisibleAsync(RepositoryPath path, Caller caller, CancellationToken cancellation)
    {
        var (where, names) = Addressed(path);
        var row = await database.ReadAsync(
            session => session.FindAsync<Row>($"{Select} WHERE {where} AND {AccessStore.Visible}", With(caller, names)), cancellation);
        return row?.ToRepository();
    }

    /// <summary>As the other overload, by id.</summary>
    public async Task<Repository?> FindVisibleAsync(Guid id, Caller caller, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(
            session => session.FindAsync<Row>($"{Select} WHERE r.id = @id AND {AccessStore.Visible}", With(caller, new { id })), cancellation);
        return row?.ToRepository();
    }

    /// <summary>The present slugs (<c>workspace/slug</c>) of a visible repository that had the slug in <paramref name="path"/> before it was renamed.</summary>
    public async Task<Repository?> FindRenamedAsync(RepositoryPath path, Caller caller, CancellationToken cancellation)
    {
        var (workspace, names) = AddressedWorkspace(path.Workspace);
        names.Add("slug", path.RepoSlug.ToLowerInvariant());
        var sql = $"""
            {Select} JOIN repository_aliases alias ON alias.workspace_id = r.workspace_id AND alias.repository_id = r.id
            WHERE {workspace} AND alias.slug = @slug AND {AccessStore.Visible}
            """;
        var row = await database.ReadAsync(session => session.FindAsync<Row>(sql, With(caller, names)), cancellation);
        return row?.ToRepository();
    }

    private static (string Where, DynamicParameters Names) Addressed(RepositoryPath path)
    {
        var isId = Identifier.TryParseBraced(path.RepoSlug, out var id);
        if (path.Workspace == "{}" && isId)
        {
            var only = new DynamicParameters();
            only.Add("repository", id);
            return ("r.id = @repository", only);
        }

        var (workspace, names) = AddressedWorkspace(path.Workspace);
        if (isId)
            names.Add("repository", id);
        else
            names.Add("slug", path.RepoSlug.ToLowerInvariant());

        return ($"{workspace} AND {(isId ? "r.id = @repository" : "r.slug = @slug")}", names);
    }

    private static (string Where, DynamicParameters Names) AddressedWorkspace(string workspace)
    {
        var names = new DynamicParameters();
        if (Identifier.TryParseBraced(workspace, out var id))
        {
            names.Add("workspace", id);
            return ("r.workspace_id = @workspace", names);
        }

        names.Add("workspace", workspace.ToLowerInvariant());
        return ("w.slug = @workspace", names);
    }

    private static DynamicParameters With(Caller caller, object parameters)
    {
        var all = parameters as DynamicParameters ?? new DynamicParameters(parameters);
        all.AddDynamicParams(AccessStore.Parameters(caller.Access));
        return all;
    }

    private const string Select = $"""
        SELECT r.id, r.workspace_id, r.slug, r.name, r.description, r.website, r.language, r.is_private, r.parent_id, r.fork_policy,
            r.has_issues, r.has_wiki, r.main_branch, r.size, r.created_on, r.updated_on, {AccessStore.Granted} AS granted,
            w.slug AS workspace_slug, w.name AS workspace_name, w.kind AS workspace_kind, w.is_private AS workspace_is_private,
            w.created_on AS workspace_created_on, w.updated_on AS workspace_updated_on,
            p.id AS project_id, p.key AS project_key, p.name AS project_name, p.description AS project_description,
            p.is_private AS project_is_private, p.created_on AS project_created_on, p.updated_on AS project_updated_on,
            u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on AS user_created_on
        FROM repositories r
        JOIN workspaces w ON w.id = r.workspace_id
        JOIN projects p ON p.workspace_id = r.workspace_id AND p.id = r.project_id
        LEFT JOIN users u ON u.id = r.workspace_id
        {AccessStore.Joins}
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid WorkspaceId { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public string Description { get; init; } = "";
        public string? Website { get; init; }
        public string Language { get; init; } = "";
        public bool IsPrivate { get; init; }
        public Guid? ParentId { get; init; }
        public string ForkPolicy { get; init; } = "";
        public bool HasIssues { get; init; }
        public bool HasWiki { get; init; }
        public string? MainBranch { get; init; }
        public long Size { get; init; }
        public DateTimeOffset CreatedOn { get; init; }
        public DateTimeOffset UpdatedOn { get; init; }
        public int Granted { get; init; }
        public string WorkspaceSlug { get; init; } = "";
        public string WorkspaceName { get; init; } = "";
        public string WorkspaceKind { get; init; } = "";
        public bool WorkspaceIsPrivate { get; init; }
        public DateTimeOffset WorkspaceCreatedOn { get; init; }
        public DateTimeOffset WorkspaceUpdatedOn { get; init; }
        public Guid ProjectId { get; init; }
        public string ProjectKey { get; init; } = "";
        public string ProjectName { get; init; } = "";
        public string ProjectDescription { get; init; } = "";
        public bool ProjectIsPrivate { get; init; }
        public DateTimeOffset ProjectCreatedOn { get; init; }
        public DateTimeOffset ProjectUpdatedOn { get; init; }
        public string? AccountId { get; init; }
        public string? Nickname { get; init; }
        public string? DisplayName { get; init; }
        public string? AccountStatus { get; init; }
        public bool? IsStaff { get; init; }
        public DateTimeOffset? UserCreatedOn { get; init; }

        public Repository ToRepository() => new()
        {
            Id = Id,
            WorkspaceId = WorkspaceId,
            Slug = Slug,
            Name = Name,
            Description = Description,
            Website = Website,
            Language = Language,
            IsPrivate = IsPrivate,
            ParentId = ParentId,
            ForkPolicy = ForkPolicy,
            HasIssues = HasIssues,
            HasWiki = HasWiki,
            MainBranch = MainBranch,
            Size = Size,
            CreatedOn = CreatedOn,
            UpdatedOn = UpdatedOn,
            Granted = (RepositoryPermission)Granted,
            Workspace = new Workspace
            {
                Id = WorkspaceId,
                Slug = WorkspaceSlug,
                Name = WorkspaceName,
                Kind = WorkspaceKind,
                IsPrivate = WorkspaceIsPrivate,
                CreatedOn = WorkspaceCreatedOn,
                UpdatedOn = WorkspaceUpdatedOn,
            },
            Owner = new Account
            {
                Id = WorkspaceId,
                IsTeam = WorkspaceKind == "team",
                Username = WorkspaceSlug,
                DisplayName = DisplayName ?? WorkspaceName,
                Nickname = Nickname,
                AccountId = AccountId,
                AccountStatus = AccountStatus ?? "active",
                IsStaff = IsStaff ?? false,
                CreatedOn = UserCreatedOn ?? WorkspaceCreatedOn,
            },
            Project = new Project
            {
                WorkspaceId = WorkspaceId,
                Id = ProjectId,
                Key = ProjectKey,
                Name = ProjectName,
                Description = ProjectDescription,
                IsPrivate = ProjectIsPrivate,
                CreatedOn = ProjectCreatedOn,
                UpdatedOn = ProjectUpdatedOn,
            },
        };
    }
}
