using Dapper;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories;

/// <summary>The <c>repositories</c> table and the slugs that repositories had before.</summary>
internal sealed partial class RepositoryStore(Database database, TimeProvider clock)
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

    /// <summary>Those of <paramref name="ids"/> that are there for this caller, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, Repository>> ListVisibleAsync(IReadOnlyCollection<Guid> ids, Caller caller, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return new Dictionary<Guid, Repository>();

        var texts = ids.Select(id => id.ToString("D")).ToArray();
        var rows = await database.ReadAsync(
            session => session.ListAsync<Row>($"{Select} WHERE r.id {session.In("texts")} AND {AccessStore.Visible}", With(caller, new { texts })), cancellation);
        return rows.ToDictionary(row => row.Id, row => row.ToRepository());
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

    private const string Columns = $"""
        r.id, r.workspace_id, r.slug, r.name, r.description, r.website, r.language, r.is_private, r.parent_id, r.fork_policy,
            r.has_issues, r.has_wiki, r.main_branch, r.size, r.created_on, r.updated_on, r.overrides_merge_strategy, r.overrides_branching_model, {AccessStore.Granted} AS granted,
            w.slug AS workspace_slug, w.name AS workspace_name, w.kind AS workspace_kind, w.is_private AS workspace_is_private,
            w.created_on AS workspace_created_on, w.updated_on AS workspace_updated_on,
            p.id AS project_id, p.key AS project_key, p.name AS project_name, p.description AS project_description,
            p.is_private AS project_is_private, p.created_on AS project_created_on, p.updated_on AS project_updated_on,
            u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on AS user_created_on
        """;

    private const string From = $"""
        FROM repositories r
        JOIN workspaces w ON w.id = r.workspace_id
        JOIN projects p ON p.workspace_id = r.workspace_id AND p.id = r.project_id
        LEFT JOIN users u ON u.id = r.workspace_id
        {AccessStore.Joins}
        """;

    private const string Select = $"SELECT {Columns} {From}";
}
