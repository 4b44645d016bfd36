using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.AppModules;

/// <summary>Reads from <c>installations</c> what is enabled on a workspace, in which version, and its descriptors.</summary>
internal sealed class AppModuleStore(Database database)
{
    /// <summary>Enabled installations of a workspace, the earliest first.</summary>
    public Task<IReadOnlyList<InstalledRow>> ListInstalledAsync(Guid workspace, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<InstalledRow>(
                """
                SELECT i.id, i.workspace_id, w.kind AS workspace_kind, i.app_key, i.client_key, i.version, i.scopes, COALESCE(a.secret, i.secret) AS secret
                FROM installations i JOIN workspaces w ON w.id = i.workspace_id LEFT JOIN apps a ON a.app_key = i.app_key AND a.registered_url IS NOT NULL
                WHERE i.workspace_id = @workspace AND i.state = 'active' ORDER BY i.number
                """,
                new { workspace }),
            cancellation);

    /// <summary>The descriptors in force of some installations, each with the version that it belongs to.</summary>
    public Task<IReadOnlyList<DescriptorRow>> ListDescriptorsAsync(IEnumerable<Guid> installations, CancellationToken cancellation)
    {
        var ids = installations.Select(id => id.ToString("D")).ToArray();
        return database.ReadAsync(
            session => session.ListAsync<DescriptorRow>($"SELECT i.id, i.version, i.descriptor FROM installations i WHERE i.id {session.In("ids")}", new { ids }),
            cancellation);
    }
}

/// <summary>An enabled installation without its descriptor.</summary>
internal sealed record InstalledRow
{
    public Guid Id { get; init; }

    public Guid WorkspaceId { get; init; }

    /// <summary><c>team</c> or <c>user</c>.</summary>
    public string WorkspaceKind { get; init; } = "";

    public string AppKey { get; init; } = "";

    public string ClientKey { get; init; } = "";

    /// <summary>Grows with each change of state, descriptor or scopes.</summary>
    public long Version { get; init; }

    /// <summary>Names, separated by blanks.</summary>
    public string Scopes { get; init; } = "";

    /// <summary>Sealed; null where the app was sent none.</summary>
    public byte[]? Secret { get; init; }
}

/// <summary>A descriptor and the version of the installation that it belongs to.</summary>
internal sealed record DescriptorRow
{
    public Guid Id { get; init; }

    public long Version { get; init; }

    public byte[] Descriptor { get; init; } = [];
}
