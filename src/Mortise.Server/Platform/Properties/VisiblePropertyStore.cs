using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Properties;

/// <summary>What other objects show of the <c>application_properties</c> table: the member <c>properties</c> of whatever carries it.</summary>
/// <remarks>Writing and the access matrix are the feature's; here is only what a page of subjects may show to a caller.</remarks>
internal sealed class VisiblePropertyStore(Database database)
{
    /// <summary>True of an installation <c>i</c> that reaches a subject of <paramref name="kind"/> whose <c>WorkspaceId</c> is <paramref name="owner"/>.</summary>
    /// <remarks>A user is reached from the personal workspace and from each workspace the user is a member of.</remarks>
    public static string Reaches(string kind, string installation, string owner) => kind == PropertyHost.UserKind
        ? $"({installation} = {owner} OR {installation} IN (SELECT reach.workspace_id FROM workspace_members reach WHERE reach.user_id = {owner}))"
        : $"{installation} = {owner}";

    /// <summary>For each host, by <see cref="PropertyHost.Id"/>, the properties that the caller may see; one query, hosts of one kind.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<AppProperties>>> ListAsync(
        IReadOnlyList<PropertyHost> hosts, Caller caller, CancellationToken cancellation)
    {
        if (hosts.Count == 0)
            return new Dictionary<string, IReadOnlyList<AppProperties>>(StringComparer.Ordinal);

        var app = caller.ActingApp;
        var parameters = new
        {
            kind = hosts[0].Kind,
            ids = hosts.Select(host => host.Id).ToArray(),
            own = hosts.Where(host => app is not null && host.IsWithin(caller.Access)).Select(host => host.Id).ToArray(),
            workspaces = hosts.Select(host => host.WorkspaceId.ToString("D")).Distinct(StringComparer.Ordinal).ToArray(),
            callerApp = app?.AppKey.Value ?? "",
            callerWorkspace = app?.WorkspaceId.ToString("D") ?? "",
        };
        var rows = await database.ReadAsync(session => session.ListAsync<Row>(Select(session, hosts[0].Kind), parameters), cancellation);
        return rows.GroupBy(row => row.HostId, StringComparer.Ordinal).ToDictionary(host => host.Key, ToApps, StringComparer.Ordinal);
    }

    /// <summary>Looks up what a document asked for while it was written: one query for each kind of subject in it.</summary>
    public async Task FillAsync(DocumentProperties<PropertyHost> document, Caller caller, CancellationToken cancellation)
    {
        foreach (var kind in document.Missing.GroupBy(host => host.Kind, StringComparer.Ordinal).Select(kind => kind.ToArray()).ToArray())
        {
            var visible = await ListAsync(kind, caller, cancellation);
            foreach (var host in kind)
                document.Add(host, visible.GetValueOrDefault(host.Id, []));
        }
    }

    private static IReadOnlyList<AppProperties> ToApps(IEnumerable<Row> rows) =>
        [
            .. rows.GroupBy(row => row.AppKey, StringComparer.Ordinal)
                .Select(app => new AppProperties(app.Key, [.. app.Select(row => new StoredProperty(row.Name, row.Shared))])),
        ];

    private static string Select(Session session, string kind) => $"""
        SELECT p.host_id, p.app_key, p.name, COALESCE(p.shared_value, p.value) AS shared
        FROM application_properties p
        WHERE p.workspace_id {session.In("workspaces")} AND p.host_kind = @kind AND p.host_id {session.In("ids")}
          AND (p.attributes & 1 = 1 OR (p.app_key = @callerApp AND p.host_id {session.In("own")} AND {Reaches(kind, "@callerWorkspace", "p.workspace_id")}))
          AND EXISTS (SELECT 1 FROM installations i WHERE i.app_key = p.app_key AND i.state <> 'removed' AND {Reaches(kind, "i.workspace_id", "p.workspace_id")})
        ORDER BY p.host_id, p.app_key, p.name
        """;

    private sealed record Row
    {
        public string HostId { get; init; } = "";
        public string AppKey { get; init; } = "";
        public string Name { get; init; } = "";
        public byte[] Shared { get; init; } = [];
    }
}
