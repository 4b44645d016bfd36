using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Auth;

/// <summary>What a caller may do with a repository, lowest first; the number is what the tables keep.</summary>
internal enum RepositoryPermission
{
    None = 0,
    Read = 1,
    Write = 2,
    Admin = 3,
}

/// <summary>What a caller is in a workspace.</summary>
internal enum WorkspaceRole
{
    None = 0,
    Member = 1,
    Owner = 2,
}

/// <summary>What a caller may do with a project, lowest first; the number is what the tables keep.</summary>
internal enum ProjectPermission
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>Write, and making repositories in it.</summary>
    CreateRepo = 3,
    Admin = 4,
}

/// <summary>The one place that decides who may do what: expressions for the stores' SQL, and questions about one workspace.</summary>
/// <remarks>
/// What a person holds on a repository is the highest of: owner of the workspace; a grant of their own or of one of their groups, on the repository or on its
/// project. Nothing of it is kept ready, so that each change counts at once; each part is one look-up in an index (rest.md 6, decision 0026).
/// Who calls from the frame of an app is confined to one workspace (<see cref="AccessSubject.Within"/>): outside of it nothing is there for them.
/// </remarks>
internal sealed class AccessStore(Database database)
{
    /// <summary>Joins that <see cref="Granted"/> reads, for a query over <c>repositories r</c>; parameters from <see cref="Parameters"/>.</summary>
    public const string Joins = """
        LEFT JOIN workspace_members access_member ON access_member.workspace_id = r.workspace_id AND access_member.user_id = @AccessUser
            AND (@AccessWithin = '' OR access_member.workspace_id = @AccessWithin)
        """;

    /// <summary>The permission the caller holds by role, grant or token, as a number: a public repository's read is not in it.</summary>
    /// <remarks>Grants are looked up for people alone, and not for owners: an app's request costs what it did without them.</remarks>
    public const string Granted = $"""
        (CASE WHEN r.workspace_id = @AccessWorkspace OR r.project_id = @AccessProject OR r.id = @AccessRepository OR access_member.role = 'owner'
                   OR (@AccessRepositories <> '' AND @AccessRepositories LIKE '%' || r.id || '%') THEN 3
              WHEN @AccessUser = '' OR (@AccessWithin <> '' AND r.workspace_id <> @AccessWithin) THEN 0
              ELSE COALESCE((SELECT MAX(access_grant.permission) FROM (
                  SELECT own.permission FROM repository_permissions own
                  WHERE own.workspace_id = r.workspace_id AND own.repository_id = r.id AND own.user_id = @AccessUser
                  UNION ALL
                  SELECT own.permission FROM workspace_group_members g
                  JOIN repository_group_permissions own ON own.workspace_id = g.workspace_id AND own.group_id = g.group_id AND own.repository_id = r.id
                  WHERE g.workspace_id = r.workspace_id AND g.user_id = @AccessUser
                  UNION ALL
                  SELECT {OnRepositories} FROM project_permissions own
                  WHERE own.workspace_id = r.workspace_id AND own.project_id = r.project_id AND own.user_id = @AccessUser
                  UNION ALL
                  SELECT {OnRepositories} FROM workspace_group_members g
                  JOIN project_group_permissions own ON own.workspace_id = g.workspace_id AND own.group_id = g.group_id AND own.project_id = r.project_id
                  WHERE g.workspace_id = r.workspace_id AND g.user_id = @AccessUser
              ) access_grant), 0) END)
        """;

    /// <summary>What a grant <c>own</c> on a project is on its repositories: who may make repositories in it writes to all of them.</summary>
    private const string OnRepositories = "CASE WHEN own.permission >= 4 THEN 3 WHEN own.permission >= 2 THEN 2 ELSE own.permission END";

    /// <summary>The <see cref="ProjectPermission"/> that the caller holds on <c>projects p</c>, for a query with <see cref="WorkspaceJoins"/>.</summary>
    /// <remarks>The token of a project holds nothing here: it administers repositories, not what they stand in.</remarks>
    public const string GrantedOnProject = """
        (CASE WHEN p.workspace_id = @AccessWorkspace OR access_member.role = 'owner' THEN 4
              WHEN @AccessUser = '' OR (@AccessWithin <> '' AND p.workspace_id <> @AccessWithin) THEN 0
              ELSE COALESCE((SELECT MAX(access_grant.permission) FROM (
                  SELECT own.permission FROM project_permissions own
                  WHERE own.workspace_id = p.workspace_id AND own.project_id = p.id AND own.user_id = @AccessUser
                  UNION ALL
                  SELECT own.permission FROM workspace_group_members g
                  JOIN project_group_permissions own ON own.workspace_id = g.workspace_id AND own.group_id = g.group_id AND own.project_id = p.id
                  WHERE g.workspace_id = p.workspace_id AND g.user_id = @AccessUser
              ) access_grant), 0) END)
        """;

    /// <summary>The same turned round, for lists: one row for each repository and each person who holds something on it, as <c>held</c> of three ids and <c>permission</c>.</summary>
    /// <param name="condition">On <c>held.workspace_id</c>, <c>held.repository_id</c> and <c>held.user_id</c>; without one of them it reads every grant of the host.</param>
    public static string Held(string condition) => $"""
        SELECT held.workspace_id, held.repository_id, held.user_id, MAX(held.permission) AS permission FROM (
            SELECT r.workspace_id, r.id AS repository_id, own.user_id, 3 AS permission
            FROM workspace_members own JOIN repositories r ON r.workspace_id = own.workspace_id WHERE own.role = 'owner'
            UNION ALL
            SELECT own.workspace_id, own.repository_id, own.user_id, own.permission FROM repository_permissions own
            UNION ALL
            SELECT own.workspace_id, own.repository_id, g.user_id, own.permission
            FROM repository_group_permissions own JOIN workspace_group_members g ON g.workspace_id = own.workspace_id AND g.group_id = own.group_id
            UNION ALL
            SELECT r.workspace_id, r.id, own.user_id, {OnRepositories}
            FROM project_permissions own JOIN repositories r ON r.workspace_id = own.workspace_id AND r.project_id = own.project_id
            UNION ALL
            SELECT r.workspace_id, r.id, g.user_id, {OnRepositories}
            FROM project_group_permissions own
            JOIN workspace_group_members g ON g.workspace_id = own.workspace_id AND g.group_id = own.group_id
            JOIN repositories r ON r.workspace_id = own.workspace_id AND r.project_id = own.project_id
        ) held WHERE {condition} GROUP BY held.workspace_id, held.repository_id, held.user_id
        """;

    /// <summary>True where the person may write to a repository of the workspace by a grant; both are columns or parameters.</summary>
    public static string WritesSomewhere(string workspace, string user) => $"""
        (EXISTS (SELECT 1 FROM repository_permissions own WHERE own.workspace_id = {workspace} AND own.user_id = {user} AND own.permission >= 2)
            OR EXISTS (SELECT 1 FROM workspace_group_members g
                JOIN repository_group_permissions own ON own.workspace_id = g.workspace_id AND own.group_id = g.group_id AND own.permission >= 2
                WHERE g.workspace_id = {workspace} AND g.user_id = {user})
            OR EXISTS (SELECT 1 FROM project_permissions own
                JOIN repositories inside ON inside.workspace_id = own.workspace_id AND inside.project_id = own.project_id
                WHERE own.workspace_id = {workspace} AND own.user_id = {user} AND own.permission >= 2)
            OR EXISTS (SELECT 1 FROM workspace_group_members g
                JOIN project_group_permissions own ON own.workspace_id = g.workspace_id AND own.group_id = g.group_id AND own.permission >= 2
                JOIN repositories inside ON inside.workspace_id = own.workspace_id AND inside.project_id = own.project_id
                WHERE g.workspace_id = {workspace} AND g.user_id = {user}))
        """;

    /// <summary>True for repositories the caller may see.</summary>
    public const string Visible = $"((@AccessWithin = '' OR r.workspace_id = @AccessWithin) AND (NOT r.is_private OR {Granted} > 0))";

    /// <summary>Joins that <see cref="WorkspaceOwn"/> reads, for a query over <c>workspaces w</c>.</summary>
    public const string WorkspaceJoins =
        "LEFT JOIN workspace_members access_member ON access_member.workspace_id = w.id AND access_member.user_id = @AccessUser AND (@AccessWithin = '' OR w.id = @AccessWithin)";

    /// <summary>True for workspaces the caller belongs to, as a member, an app or a token of something in it.</summary>
    public const string WorkspaceOwn = """
        ((@AccessWithin = '' OR w.id = @AccessWithin) AND (access_member.role IS NOT NULL OR w.id = @AccessWorkspace
            OR (@AccessProject <> '' AND EXISTS (SELECT 1 FROM projects own_p WHERE own_p.workspace_id = w.id AND own_p.id = @AccessProject))
            OR (@AccessRepository <> '' AND EXISTS (SELECT 1 FROM repositories own_r WHERE own_r.workspace_id = w.id AND own_r.id = @AccessRepository))
            OR EXISTS (SELECT 1 FROM repository_permissions own_g WHERE own_g.workspace_id = w.id AND own_g.user_id = @AccessUser)))
        """;

    /// <summary>True for workspaces the caller may see. A public repository shows the workspace it stands in, so that one is visible as well.</summary>
    public const string WorkspaceVisible = $"""
        ((@AccessWithin = '' OR w.id = @AccessWithin)
            AND (NOT w.is_private OR {WorkspaceOwn} OR EXISTS (SELECT 1 FROM repositories open_r WHERE open_r.workspace_id = w.id AND NOT open_r.is_private)))
        """;

    /// <summary>The parameters named above.</summary>
    public static object Parameters(AccessSubject subject) => new
    {
        AccessUser = Text(subject.UserId),
        AccessWorkspace = Text(subject.WorkspaceId),
        AccessProject = Text(subject.ProjectId),
        AccessRepository = Text(subject.RepositoryId),
        AccessRepositories = Text(subject.Repositories),
        AccessWithin = Text(subject.Within),
    };

    /// <summary>The same for statements that stay prepared: names, and <see cref="Values"/> in their order.</summary>
    public static readonly string[] Names = ["AccessUser", "AccessWorkspace", "AccessProject", "AccessRepository", "AccessRepositories", "AccessWithin"];

    public static string[] Values(AccessSubject subject) =>
        [Text(subject.UserId), Text(subject.WorkspaceId), Text(subject.ProjectId), Text(subject.RepositoryId), Text(subject.Repositories), Text(subject.Within)];

    /// <summary>The caller's role in a workspace: an app and a workspace's token count as its owner.</summary>
    public async Task<WorkspaceRole> RoleAsync(Caller caller, Guid workspace, CancellationToken cancellation)
    {
        if (caller.Access.WorkspaceId == workspace)
            return WorkspaceRole.Owner;

        if (caller.Access.UserId is not { } user || !caller.Access.Reaches(workspace))
            return WorkspaceRole.None;

        var role = await database.ReadAsync(
            session => session.ScalarAsync<string>(
                "SELECT role FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user", new { workspace, user }),
            cancellation);
        return role switch
        {
            null => WorkspaceRole.None,
            "owner" => WorkspaceRole.Owner,
            _ => WorkspaceRole.Member,
        };
    }

    /// <summary>True when the caller may make repositories in all projects of the workspace, or in one of them at least.</summary>
    public async Task<bool> MayCreateSomewhereAsync(Caller caller, Guid workspace, CancellationToken cancellation)
    {
        if (await RoleAsync(caller, workspace, cancellation) == WorkspaceRole.Owner)
            return true;

        return caller.Access.UserId is { } user && caller.Access.Reaches(workspace) && await database.ReadAsync(
            session => session.ScalarAsync<long>(CreatesSomewhere, new { workspace, user, create = (int)ProjectPermission.CreateRepo }), cancellation) > 0;
    }

    private const string CreatesSomewhere = """
        SELECT COUNT(*) FROM (
            SELECT own.project_id FROM project_permissions own WHERE own.workspace_id = @workspace AND own.user_id = @user AND own.permission >= @create
            UNION ALL
            SELECT own.project_id FROM workspace_group_members g
            JOIN project_group_permissions own ON own.workspace_id = g.workspace_id AND own.group_id = g.group_id AND own.permission >= @create
            WHERE g.workspace_id = @workspace AND g.user_id = @user
        ) own
        """;

    /// <summary>Ids of one length, so that one is found in the text by its own.</summary>
    private static string Text(IReadOnlyList<Guid>? ids) => ids is null ? "" : string.Join(' ', ids.Select(id => id.ToString("D")));

    private static string Text(Guid? id) => id?.ToString("D") ?? "";
}
