using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>What a compiled set is made of: which installations and linkers there are, in which version, and their values.</summary>
internal sealed class LinkerSetStore(Database database)
{
    /// <summary>Active installations of a workspace, the earliest first, with a row for each linker that ever had a value.</summary>
    public Task<IReadOnlyList<LinkerVersion>> ListVersionsAsync(Guid workspace, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<LinkerVersion>(
                """
                SELECT i.id AS installation_id, i.version AS installation_version, l.linker_key, COALESCE(l.version, 0) AS values_version
                FROM installations i LEFT JOIN linkers l ON l.workspace_id = i.workspace_id AND l.installation_id = i.id
                WHERE i.workspace_id = @workspace AND i.state = 'active'
                ORDER BY i.number, l.linker_key
                """,
                new { workspace }),
            cancellation);

    /// <summary>All values of a linker.</summary>
    public Task<IReadOnlyList<string>> ListValuesAsync(Guid workspace, Guid installation, string linkerKey, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<string>(
                """
                SELECT v.value FROM linkers l JOIN linker_values v ON v.workspace_id = l.workspace_id AND v.linker_id = l.id
                WHERE l.workspace_id = @workspace AND l.installation_id = @installation AND l.linker_key = @linkerKey
                """,
                new { workspace, installation, linkerKey }),
            cancellation);
}

/// <summary>A row of what there is: the same rows mean the same compiled set.</summary>
internal sealed record LinkerVersion
{
    public Guid InstallationId { get; init; }

    /// <summary>Grows with each change of the descriptor or the state.</summary>
    public long InstallationVersion { get; init; }

    /// <summary>Null where no linker of the installation ever had a value.</summary>
    public string? LinkerKey { get; init; }

    /// <summary>Grows with each change of the linker's values.</summary>
    public long ValuesVersion { get; init; }
}
