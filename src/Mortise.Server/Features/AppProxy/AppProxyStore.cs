using Dapper;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.AppProxy;

/// <summary>Looks up which installations of an app a proxied request can be about.</summary>
internal sealed class AppProxyStore(Database database)
{
    /// <summary>More would be a person in that many workspaces with the app; such a request says which one by an object.</summary>
    private const int Most = 20;

    /// <summary>
    /// Enabled installations of the app: on a workspace that is one of <paramref name="named"/> or holds one of these as a repository, those first; and on
    /// workspaces that the caller belongs to.
    /// </summary>
    /// <param name="only">This installation and no other; null: any.</param>
    public Task<IReadOnlyList<ProxyInstallation>> ListAsync(
        AppKey app, IReadOnlyCollection<Guid> named, Guid? only, Caller caller, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(AccessStore.Parameters(caller.Access));
        parameters.AddDynamicParams(new { app = app.Value, named = named.Select(id => id.ToString("D")).ToArray(), only, Most });
        return database.ReadAsync(
            session =>
            {
                var isNamed = $"""
                    (w.id {session.In("named")} OR EXISTS (SELECT 1 FROM repositories r WHERE r.workspace_id = w.id AND r.id {session.In("named")}))
                    """;
                return session.ListAsync<ProxyInstallation>(
                    $"""
                    SELECT i.id, i.workspace_id, w.slug AS workspace, i.client_key, i.scopes, {isNamed} AS is_named
                    FROM installations i JOIN workspaces w ON w.id = i.workspace_id {AccessStore.WorkspaceJoins}
                    WHERE i.app_key = @app AND i.state = 'active' AND {(only is null ? $"({isNamed} OR {AccessStore.WorkspaceOwn})" : "i.id = @only")}
                    ORDER BY {isNamed} DESC, i.number LIMIT @Most
                    """,
                    parameters);
            },
            cancellation);
    }
}

/// <summary>An installation that may offer the path.</summary>
internal sealed record ProxyInstallation
{
    public Guid Id { get; init; }

    public Guid WorkspaceId { get; init; }

    /// <summary>The workspace's slug.</summary>
    public string Workspace { get; init; } = "";

    public string ClientKey { get; init; } = "";

    /// <summary>Names, separated by blanks.</summary>
    public string Scopes { get; init; } = "";

    /// <summary>The same as a set.</summary>
    public ScopeSet Granted => ScopeSet.TryParse(Scopes, out var granted, out _) ? granted : ScopeSet.None;

    /// <summary>Whether an object of the path lies in the workspace, or is it.</summary>
    public bool IsNamed { get; init; }
}
