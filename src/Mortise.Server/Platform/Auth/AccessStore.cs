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

/// <summary>The one place that decides who may do what: expressions for the stores' SQL, and questions about one workspace.</summary>
internal sealed class AccessStore(Database database)
{
    /// <summary>Joins that <see cref="Granted"/> reads, for a query over <c>repositories r</c>; parameters from <see cref="Parameters"/>.</summary>
    public const string Joins = """
        LEFT JOIN workspace_members access_member ON access_member.workspace_id = r.workspace_id AND access_member.user_id = @AccessUser
        LEFT JOIN repository_permissions access_grant ON access_grant.workspace_id = r.workspace_id AND access_grant.repository_id = r.id
            AND access_grant.user_id = @AccessUser
        """;

    /// <summary>The permission the caller holds by role, grant or token, as a number: a public repository's read is not in it.</summary>
    public const string Granted = """
        (CASE WHEN r.workspace_id = @AccessWorkspace OR r.project_id = @AccessProject OR r.id = @AccessRepository OR access_member.role = 'owner'
                   OR (@AccessRepositories <> '' AND @AccessRepositories LIKE '%' || r.id || '%') THEN 3
              ELSE COALESCE(access_grant.permission, 0) END)
        """;

    /// <summary>True for repositories the caller may see.</summary>
    public const string Visible = $"(NOT r.is_private OR {Granted} > 0)";

    /// <summary>Joins that <see cref="WorkspaceOwn"/> reads, for a query over <c>workspaces w</c>.</summary>
    public const string WorkspaceJoins =
        "LEFT JOIN workspace_members access_member ON access_member.workspace_id = w.id AND access_member.user_id = @AccessUser";

    /// <summary>True for workspaces the caller belongs to, as a member, an app or a token of something in it.</summary>
    public const string WorkspaceOwn = """
        (access_member.role IS NOT NULL OR w.id = @AccessWorkspace
            OR (@AccessProject <> '' AND EXISTS (SELECT 1 FROM projects own_p WHERE own_p.workspace_id = w.id AND own_p.id = @AccessProject))
            OR (@AccessRepository <> '' AND EXISTS (SELECT 1 FROM repositories own_r WHERE own_r.workspace_id = w.id AND own_r.id = @AccessRepository))
            OR EXISTS (SELECT 1 FROM repository_permissions own_g WHERE own_g.workspace_id = w.id AND own_g.user_id = @AccessUser))
        """;

    /// <summary>True for workspaces the caller may see. A public repository shows the workspace it stands in, so that one is visible as well.</summary>
    public const string WorkspaceVisible = $"""
        (NOT w.is_private OR {WorkspaceOwn} OR EXISTS (SELECT 1 FROM repositories open_r WHERE open_r.workspace_id = w.id AND NOT open_r.is_private))
        """;

    /// <summary>The parameters named above.</summary>
    public static object Parameters(AccessSubject subject) => new
    {
        AccessUser = Text(subject.UserId),
        AccessWorkspace = Text(subject.WorkspaceId),
        AccessProject = Text(subject.ProjectId),
        AccessRepository = Text(subject.RepositoryId),
        AccessRepositories = Text(subject.Repositories),
    };

    /// <summary>The same for statements that stay prepared: names, and <see cref="Values"/> in their order.</summary>
    public static readonly string[] Names = ["AccessUser", "AccessWorkspace", "AccessProject", "AccessRepository", "AccessRepositories"];

    public static string[] Values(AccessSubject subject) =>
        [Text(subject.UserId), Text(subject.WorkspaceId), Text(subject.ProjectId), Text(subject.RepositoryId), Text(subject.Repositories)];

    /// <summary>The caller's role in a workspace: an app and a workspace's token count as its owner.</summary>
    public async Task<WorkspaceRole> RoleAsync(Caller caller, Guid workspace, CancellationToken cancellation)
    {
        if (caller.Access.WorkspaceId == workspace)
            return WorkspaceRole.Owner;

        if (caller.Access.UserId is not { } user)
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

    /// <summary>Ids of one length, so that one is found in the text by its own.</summary>
    private static string Text(IReadOnlyList<Guid>? ids) => ids is null ? "" : string.Join(' ', ids.Select(id => id.ToString("D")));

    private static string Text(Guid? id) => id?.ToString("D") ?? "";
}
