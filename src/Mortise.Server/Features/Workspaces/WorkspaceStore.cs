using Dapper;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces;

/// <summary>The <c>workspaces</c> and <c>workspace_members</c> tables.</summary>
internal sealed partial class WorkspaceStore(Database database, AccountStore accounts, IdSource ids, TimeProvider clock)
{
    /// <summary>The workspace, by slug or <c>{uuid}</c>, if it is there for this caller; null for absent and hidden alike.</summary>
    public Task<Workspace?> FindVisibleAsync(string identifier, Caller caller, CancellationToken cancellation)
    {
        var (where, parameters) = Addressed(identifier);
        parameters.AddDynamicParams(AccessStore.Parameters(caller.Access));
        return database.ReadAsync(
            session => session.FindAsync<Workspace>($"{Select} {AccessStore.WorkspaceJoins} WHERE {where} AND {AccessStore.WorkspaceVisible}", parameters), cancellation);
    }

    /// <summary>Those of <paramref name="ids"/> that are there for this caller, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, Workspace>> ListVisibleAsync(IReadOnlyCollection<Guid> ids, Caller caller, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return new Dictionary<Guid, Workspace>();

        var parameters = new DynamicParameters(AccessStore.Parameters(caller.Access));
        parameters.AddDynamicParams(new { texts = ids.Select(id => id.ToString("D")).ToArray() });
        var rows = await database.ReadAsync(
            session => session.ListAsync<Workspace>($"{Select} {AccessStore.WorkspaceJoins} WHERE w.id {session.In("texts")} AND {AccessStore.WorkspaceVisible}", parameters),
            cancellation);
        return rows.ToDictionary(workspace => workspace.Id);
    }

    /// <summary>The workspace, whoever asks: for the administration of the host.</summary>
    public Task<Workspace?> FindAsync(string identifier, CancellationToken cancellation)
    {
        var (where, parameters) = Addressed(identifier);
        return database.ReadAsync(session => session.FindAsync<Workspace>($"{Select} WHERE {where}", parameters), cancellation);
    }

    /// <summary>Makes a team's workspace with a first project.</summary>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(Workspace? Workspace, ApiError? Refusal)> AddAsync(NewWorkspace workspace, CancellationToken cancellation)
    {
        if (!AccountName.TryParse(workspace.Slug, out var slug, out var problem))
            return (null, ApiError.InvalidField("slug", problem));

        var now = workspace.CreatedOn ?? clock.GetUtcNow();
        var row = new Workspace
        {
            Id = workspace.Id ?? ids.New(),
            Slug = slug.Text,
            Name = workspace.Name.Length > 0 ? workspace.Name : slug.Text,
            IsPrivate = workspace.IsPrivate,
            CreatedOn = now,
            UpdatedOn = now,
        };
        var refusal = await database.WriteAsync(
            async write =>
            {
                if (!await AccountStore.TakeAsync(write, slug))
                    return ApiError.InvalidField("slug", $"The name '{slug}' is taken.");

                await accounts.AddWorkspaceAsync(write, row.Id, slug, row.Name, row.Kind, row.IsPrivate, now);
                if (workspace.Owner is { } owner)
                    await AccountStore.AddMemberAsync(write, row.Id, owner, "owner", now);

                return null;
            },
            cancellation);
        return refusal is null ? (row, null) : (null, refusal);
    }

    /// <summary>Makes the person a member or an owner, or changes which of the two.</summary>
    public Task AddMemberAsync(Guid workspace, Guid user, WorkspaceRole role, CancellationToken cancellation) =>
        database.WriteAsync(
            write => AccountStore.AddMemberAsync(write, workspace, user, role == WorkspaceRole.Owner ? "owner" : "member", clock.GetUtcNow()), cancellation);

    private static (string Where, DynamicParameters Parameters) Addressed(string identifier)
    {
        var parameters = new DynamicParameters();
        var isId = Identifier.TryParseBraced(identifier, out var id);
        parameters.Add("identifier", isId ? id.ToString("D") : identifier.ToLowerInvariant());
        return (isId ? "w.id = @identifier" : "w.slug = @identifier", parameters);
    }

    private const string Columns = "w.id, w.slug, w.name, w.kind, w.is_private, w.created_on, w.updated_on";

    private const string Select = $"SELECT {Columns} FROM workspaces w";
}
