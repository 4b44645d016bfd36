using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.AppModules;

/// <summary>Answers in one query what the conditions of a page ask of the database: properties, permissions, roles and installed apps.</summary>
internal sealed class PageFactStore(Database database)
{
    public Task<IReadOnlyList<FactRow>> ListAsync(FactQuestions asked, Caller caller, CancellationToken cancellation)
    {
        var parameters = new Dapper.DynamicParameters(asked);
        parameters.AddDynamicParams(AccessStore.Parameters(caller.Access));
        return database.ReadAsync(session => session.ListAsync<FactRow>(Select(session, asked), parameters), cancellation);
    }

    /// <summary>One text for both databases: the first part gives the columns their types, and is always there.</summary>
    private static string Select(Session session, FactQuestions asked)
    {
        List<string> parts = [Properties(session)];
        if (asked.NamedApps.Length > 0)
            parts.Add(PropertyNames(session));
        if (asked.Repositories.Length > 0)
            parts.Add(Permissions(session));
        if (asked.Accounts.Length > 0)
            parts.Add(Roles(session));
        if (asked.AppKeys.Length > 0)
            parts.Add(InstalledApps(session));

        return string.Join("\nUNION ALL\n", parts);
    }

    private static string Properties(Session session) => $"""
        SELECT 'property' AS kind, p.host_kind AS one, p.host_id AS two, p.app_key AS three, p.name AS four, {Attributes} AS number,
            p.value AS value, COALESCE(p.shared_value, p.value) AS shared
        FROM application_properties p
        WHERE p.workspace_id {session.In("Owners")} AND p.host_id {session.In("Hosts")} AND p.app_key {session.In("Apps")} AND p.name {session.In("Names")}
            AND {IsReached}
        """;

    private static string PropertyNames(Session session) => $"""
        SELECT 'name', p.host_kind, p.host_id, p.app_key, p.name, {Attributes}, NULL, NULL
        FROM application_properties p
        WHERE p.workspace_id {session.In("Owners")} AND p.host_id {session.In("NamedHosts")} AND p.app_key {session.In("NamedApps")} AND {IsReached}
        """;

    /// <summary>As an app that asks over the API: its installation on the page's workspace reaches the subject. Values of others are filtered by who asks.</summary>
    private static readonly string IsReached = $"""
        (EXISTS (SELECT 1 FROM installations i WHERE i.app_key = p.app_key AND i.state <> 'removed' AND (
            (p.host_kind <> 'user' AND {VisiblePropertyStore.Reaches(PropertyHost.RepositoryKind, "i.workspace_id", "p.workspace_id")})
            OR (p.host_kind = 'user' AND {VisiblePropertyStore.Reaches(PropertyHost.UserKind, "i.workspace_id", "p.workspace_id")}))))
        """;

    /// <summary>The attributes, and <see cref="FactRow.OwnMayRead"/> where the app on the page's own workspace reaches the subject.</summary>
    private static readonly string Attributes = $"""
        CAST(p.attributes + CASE WHEN p.host_kind <> 'user' OR {VisiblePropertyStore.Reaches(PropertyHost.UserKind, "@Page", "p.workspace_id")} THEN 256 ELSE 0 END AS BIGINT)
        """;

    private static string Permissions(Session session) => $"""
        SELECT 'repository', r.id, NULL, NULL, NULL, CAST(CASE WHEN NOT r.is_private AND {AccessStore.Granted} = 0 THEN 1 ELSE {AccessStore.Granted} END AS BIGINT), NULL, NULL
        FROM repositories r
        {AccessStore.Joins}
        WHERE r.id {session.In("Repositories")}
        """;

    private static string Roles(Session session) => $"""
        SELECT 'role', w.id, access_member.role, NULL, NULL, CAST(CASE WHEN {AccessStore.WorkspaceOwn} THEN 1 ELSE 0 END AS BIGINT), NULL, NULL
        FROM workspaces w
        {AccessStore.WorkspaceJoins}
        WHERE w.id {session.In("Accounts")}
        """;

    private static string InstalledApps(Session session) => $"""
        SELECT 'app', i.workspace_id, i.app_key, NULL, NULL, CAST(1 AS BIGINT), NULL, NULL
        FROM installations i
        WHERE i.state = 'active' AND i.workspace_id {session.In("AppAccounts")} AND i.app_key {session.In("AppKeys")}
        """;
}

/// <summary>What one look is to find; each list is ids or names without repetition.</summary>
internal sealed record FactQuestions
{
    /// <summary>The workspace of the page.</summary>
    public string Page { get; init; } = "";

    /// <summary>The <c>workspace_id</c> of the subjects of properties.</summary>
    public string[] Owners { get; init; } = [];

    public string[] Hosts { get; init; } = [];
    public string[] Apps { get; init; } = [];
    public string[] Names { get; init; } = [];
    public string[] NamedHosts { get; init; } = [];
    public string[] NamedApps { get; init; } = [];
    public string[] Repositories { get; init; } = [];
    public string[] Accounts { get; init; } = [];
    public string[] AppAccounts { get; init; } = [];
    public string[] AppKeys { get; init; } = [];

    public bool IsEmpty => Apps.Length + NamedApps.Length + Repositories.Length + Accounts.Length + AppKeys.Length == 0;
}

/// <summary>One answer. Its kind says what the columns hold.</summary>
internal sealed record FactRow
{
    /// <summary>Among the attributes of a property: its own app may read it from here.</summary>
    public const long OwnMayRead = 256;

    public string Kind { get; init; } = "";
    public string? One { get; init; }
    public string? Two { get; init; }
    public string? Three { get; init; }
    public string? Four { get; init; }
    public long Number { get; init; }
    public byte[]? Value { get; init; }
    public byte[]? Shared { get; init; }
}
