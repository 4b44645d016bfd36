using System.Text.Json;
using Dapper;
using Mortise.Connect.Linkers;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>The <c>linkers</c> and <c>linker_values</c> tables.</summary>
/// <remarks>
/// Writes to one linker follow one another: each takes the linker's row first. A bulk update is written as its difference, in two statements
/// whatever its length, so that readers see the old set or the new one.
/// </remarks>
internal sealed class LinkerValueStore(Database database)
{
    /// <summary>One page by rising id.</summary>
    public Task<Slice<StoredLinkerValue>> ListAsync(LinkerRef linker, CollectionQuery query, PageRequest page, CancellationToken cancellation) =>
        database.ReadAsync(
            async session =>
            {
                if (await session.FindAsync<LinkerRow>(SelectLinker, Key(linker)) is not { } row)
                    return new Slice<StoredLinkerValue>([], 0);

                if (query.HasFilter || query.HasSort)
                    return await session.SliceAsync<StoredLinkerValue>(Values, query, new DynamicParameters(new { linker.WorkspaceId, LinkerId = row.Id }), page);

                // Size and values in one statement: they belong to one state of the set.
                var rows = await session.ListAsync<PageRow>(SelectPage, new { linker.WorkspaceId, LinkerId = row.Id, page.PageLen, page.Offset });
                return new Slice<StoredLinkerValue>(
                    [.. rows.Where(one => one.Id is not null).Select(one => new StoredLinkerValue { Id = one.Id!.Value, Value = one.Value! })],
                    rows.Count == 0 ? 0 : rows[0].Size);
            },
            cancellation);

    public Task<StoredLinkerValue?> FindAsync(LinkerRef linker, long id, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync<StoredLinkerValue>(
                """
                SELECT v.id, v.value FROM linkers l JOIN linker_values v ON v.workspace_id = l.workspace_id AND v.linker_id = l.id
                WHERE l.workspace_id = @WorkspaceId AND l.installation_id = @InstallationId AND l.linker_key = @Key AND v.id = @id
                """,
                new { linker.WorkspaceId, linker.InstallationId, linker.Key, id }),
            cancellation);

    /// <summary>Adds one value.</summary>
    public Task<LinkerValueAnswer> AddAsync(LinkerRef linker, string value, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await TakeAsync(write, linker) is not { } row)
                    return LinkerValueAnswer.Moved;

                if (await write.ScalarAsync<long>($"SELECT COUNT(*) FROM linker_values {OfLinker} AND value = @value", new { linker.WorkspaceId, LinkerId = row.Id, value }) > 0)
                    return LinkerValueAnswer.Exists;

                if (row.Size >= LinkerValues.MaxCount)
                    return LinkerValueAnswer.Full;

                var id = await write.CountUpAsync("linker_values");
                await write.ExecuteAsync(
                    "INSERT INTO linker_values (workspace_id, linker_id, id, value) VALUES (@WorkspaceId, @LinkerId, @id, @value)",
                    new { linker.WorkspaceId, LinkerId = row.Id, id, value });
                await ChangedAsync(write, linker, row.Size + 1);
                return new() { Outcome = LinkerValueOutcome.Done, Value = new() { Id = id, Value = value } };
            },
            cancellation);

    /// <summary>Makes <paramref name="wanted"/> the linker's values, all or nothing.</summary>
    public Task<LinkerValueAnswer> ReplaceAsync(LinkerRef linker, IReadOnlyList<WantedLinkerValue> wanted, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await TakeAsync(write, linker) is not { } row)
                    return LinkerValueAnswer.Moved;

                var stored = await write.ListAsync(SelectValues, linker.WorkspaceId.ToString("D"), row.Id);
                if (LinkerValueDifference.Between(stored, wanted, out var problem) is not { } difference)
                    return new() { Outcome = LinkerValueOutcome.Refused, Problem = problem };

                if (difference.Size > LinkerValues.MaxCount)
                    return LinkerValueAnswer.Full;

                if (!difference.IsEmpty)
                    await ApplyAsync(write, linker, row, difference);

                return LinkerValueAnswer.Done;
            },
            cancellation);

    /// <summary>Removes all values; done as well where there are none.</summary>
    public Task<LinkerValueAnswer> ClearAsync(LinkerRef linker, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await TakeAsync(write, linker) is not { } row)
                    return LinkerValueAnswer.Moved;

                if (row.Size > 0)
                {
                    await write.ExecuteAsync($"DELETE FROM linker_values {OfLinker}", new { linker.WorkspaceId, LinkerId = row.Id });
                    await ChangedAsync(write, linker, 0);
                }

                return LinkerValueAnswer.Done;
            },
            cancellation);

    /// <summary>Removes one value.</summary>
    public Task<LinkerValueAnswer> RemoveAsync(LinkerRef linker, long id, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await TakeAsync(write, linker) is not { } row)
                    return LinkerValueAnswer.Moved;

                if (await write.ExecuteAsync($"DELETE FROM linker_values {OfLinker} AND id = @id", new { linker.WorkspaceId, LinkerId = row.Id, id }) == 0)
                    return LinkerValueAnswer.Absent;

                await ChangedAsync(write, linker, row.Size - 1);
                return LinkerValueAnswer.Done;
            },
            cancellation);

    /// <summary>Deletes, inside a write, the values of every linker of an installation but these.</summary>
    public static Task<int> KeepAsync(WriteSession write, Guid workspace, Guid installation, IEnumerable<string> linkerKeys) =>
        write.ExecuteAsync(
            $"DELETE FROM linkers WHERE workspace_id = @workspace AND installation_id = @installation AND linker_key NOT IN ({Texts(write)})",
            new { workspace, installation, keys = JsonSerializer.Serialize(linkerKeys) });

    /// <summary>How many values each linker of an installation has, by key; those without any are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> SizesAsync(Session session, Guid workspace, Guid installation)
    {
        var rows = await session.ListAsync<SizeRow>(
            "SELECT linker_key, size FROM linkers WHERE workspace_id = @workspace AND installation_id = @installation AND size > 0", new { workspace, installation });
        return rows.ToDictionary(row => row.LinkerKey, row => row.Size, StringComparer.Ordinal);
    }

    /// <summary>Locks the linker, whose row is made with its first write; null when the installation is not what the caller saw.</summary>
    private static async Task<LinkerRow?> TakeAsync(WriteSession write, LinkerRef linker)
    {
        var share = write.Kind == DatabaseKind.PostgreSql ? " FOR SHARE" : "";
        var version = await write.ScalarAsync<long?>(
            $"SELECT version FROM installations WHERE workspace_id = @WorkspaceId AND id = @InstallationId AND state IN ('active', 'installing'){share}",
            Key(linker));
        if (version != linker.InstallationVersion)
            return null;

        if (await write.FindAsync<LinkerRow>(SelectLinker + write.ForUpdate, Key(linker)) is { } found)
            return found;

        var id = await write.CountUpAsync("linkers");
        await write.ExecuteAsync(
            """
            INSERT INTO linkers (workspace_id, installation_id, linker_key, id, version, size) VALUES (@WorkspaceId, @InstallationId, @Key, @id, 0, 0)
            ON CONFLICT (workspace_id, installation_id, linker_key) DO NOTHING
            """,
            new { linker.WorkspaceId, linker.InstallationId, linker.Key, id });
        return await write.FindAsync<LinkerRow>(SelectLinker + write.ForUpdate, Key(linker));
    }

    private static async Task ApplyAsync(WriteSession write, LinkerRef linker, LinkerRow row, LinkerValueDifference difference)
    {
        long[] gone = [.. difference.Removed, .. difference.Renamed.Select(value => value.Id)];
        if (gone.Length == row.Size)
            await write.ExecuteAsync($"DELETE FROM linker_values {OfLinker}", new { linker.WorkspaceId, LinkerId = row.Id });
        else if (gone.Length > 0)
            await write.ExecuteAsync($"DELETE FROM linker_values {OfLinker} AND id IN ({Numbers(write)})", new { linker.WorkspaceId, LinkerId = row.Id, ids = JsonSerializer.Serialize(gone) });

        if (difference.Renamed.Count > 0)
            await write.ExecuteAsync(
                write.Kind == DatabaseKind.PostgreSql ? InsertRenamedPostgreSql : InsertRenamedSqlite,
                new { linker.WorkspaceId, LinkerId = row.Id, pairs = JsonSerializer.Serialize(difference.Renamed.Select(value => new object[] { value.Id, value.Value })) });

        if (difference.Added.Count > 0)
        {
            var last = await write.CountUpAsync("linker_values", difference.Added.Count);
            await write.ExecuteAsync(
                write.Kind == DatabaseKind.PostgreSql ? InsertAddedPostgreSql : InsertAddedSqlite,
                new { linker.WorkspaceId, LinkerId = row.Id, before = last - difference.Added.Count, values = JsonSerializer.Serialize(difference.Added) });
        }

        await ChangedAsync(write, linker, difference.Size);
    }

    /// <summary>Tells every node that the values are others.</summary>
    private static Task<int> ChangedAsync(WriteSession write, LinkerRef linker, long size) =>
        write.ExecuteAsync(
            "UPDATE linkers SET version = version + 1, size = @size WHERE workspace_id = @WorkspaceId AND installation_id = @InstallationId AND linker_key = @Key",
            new { linker.WorkspaceId, linker.InstallationId, linker.Key, size });

    private static object Key(LinkerRef linker) => new { linker.WorkspaceId, linker.InstallationId, linker.Key };

    /// <summary>The texts of the JSON array <c>@keys</c> as rows.</summary>
    private static string Texts(Session session) =>
        session.Kind == DatabaseKind.PostgreSql ? "SELECT jsonb_array_elements_text(CAST(@keys AS jsonb))" : "SELECT value FROM json_each(@keys)";

    /// <summary>The numbers of the JSON array <c>@ids</c> as rows.</summary>
    private static string Numbers(Session session) =>
        session.Kind == DatabaseKind.PostgreSql ? "SELECT CAST(jsonb_array_elements_text(CAST(@ids AS jsonb)) AS BIGINT)" : "SELECT value FROM json_each(@ids)";

    private const string OfLinker = "WHERE workspace_id = @WorkspaceId AND linker_id = @LinkerId";

    private const string SelectLinker =
        "SELECT id, version, size FROM linkers WHERE workspace_id = @WorkspaceId AND installation_id = @InstallationId AND linker_key = @Key";

    private const string SelectPage = $"""
        SELECT l.size, v.id, v.value FROM linkers l
        LEFT JOIN (SELECT id, value FROM linker_values {OfLinker} ORDER BY id LIMIT @PageLen OFFSET @Offset) v ON 1 = 1
        WHERE l.workspace_id = @WorkspaceId AND l.id = @LinkerId ORDER BY v.id
        """;

    private static readonly SliceSource Values = new(
        "v.id, v.value", "FROM linker_values v", "v.workspace_id = @WorkspaceId AND v.linker_id = @LinkerId", "v.id", "v.id");

    private static readonly KeptStatement<StoredLinkerValue> SelectValues = new(
        $"SELECT id, value FROM linker_values {OfLinker}", ["WorkspaceId", "LinkerId"], row => new() { Id = row.GetInt64(0), Value = row.GetString(1) });

    // The arrays arrive as JSON, one parameter whatever their length; the databases spell their reading differently.
    private const string InsertAddedSqlite =
        "INSERT INTO linker_values (workspace_id, linker_id, id, value) SELECT @WorkspaceId, @LinkerId, @before + key + 1, value FROM json_each(@values)";

    private const string InsertAddedPostgreSql = """
        INSERT INTO linker_values (workspace_id, linker_id, id, value)
        SELECT @WorkspaceId, @LinkerId, @before + place, value FROM jsonb_array_elements_text(CAST(@values AS jsonb)) WITH ORDINALITY AS given (value, place)
        """;

    private const string InsertRenamedSqlite = """
        INSERT INTO linker_values (workspace_id, linker_id, id, value)
        SELECT @WorkspaceId, @LinkerId, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(@pairs)
        """;

    private const string InsertRenamedPostgreSql = """
        INSERT INTO linker_values (workspace_id, linker_id, id, value)
        SELECT @WorkspaceId, @LinkerId, CAST(pair->>0 AS BIGINT), pair->>1 FROM jsonb_array_elements(CAST(@pairs AS jsonb)) AS given (pair)
        """;

    private sealed record LinkerRow
    {
        public long Id { get; init; }
        public long Version { get; init; }
        public long Size { get; init; }
    }

    private sealed record PageRow
    {
        public long Size { get; init; }
        public long? Id { get; init; }
        public string? Value { get; init; }
    }

    private sealed record SizeRow
    {
        public string LinkerKey { get; init; } = "";
        public long Size { get; init; }
    }
}
