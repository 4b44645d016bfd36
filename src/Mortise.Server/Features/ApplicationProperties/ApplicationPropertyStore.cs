using System.Data.Common;
using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>The <c>application_properties</c> table: one row for each host, app and name.</summary>
internal sealed class ApplicationPropertyStore(Database database, TimeProvider clock)
{
    /// <summary>Values that one app may keep on one subject.</summary>
    public const int MostOnOneSubject = 100;

    /// <summary>The stored value with its attributes; null when none is stored.</summary>
    public Task<StoredValue?> FindAsync(PropertyKey key, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync(Stored, Values(key)), cancellation);

    /// <summary>A visible repository by its slugs with the value stored on it, in one look; null when it is not there for the caller.</summary>
    public Task<RepositoryValue?> FindOnRepositoryAsync(
        RepositoryPath path, AppKey app, PropertyName name, Caller caller, CancellationToken cancellation)
    {
        string[] values = [path.Workspace.ToLowerInvariant(), path.RepoSlug.ToLowerInvariant(), app.Value, name.Text, .. AccessStore.Values(caller.Access)];
        return database.ReadAsync(session => session.FindAsync(OnRepository, values), cancellation);
    }

    /// <summary>Writes the value in place of an earlier one; durable when the task completes.</summary>
    /// <param name="precondition">Says of the stored value (null: none) why it must stay, or null; asked inside the write.</param>
    public Task<ApiError?> PutAsync(PropertyKey key, PropertyValue value, Func<StoredValue?, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"properties/{key.Host.Kind}/{key.Host.Id}/{key.App}");
                var stored = await write.FindAsync(Stored, Values(key));
                if (precondition(stored) is { } refusal)
                    return refusal;

                if (stored is null && await write.ScalarAsync<long>(Count, Row(key)) >= MostOnOneSubject)
                    return ApiError.BadRequest($"An app keeps at most {MostOnOneSubject} properties on one {key.Host.Kind}; delete one first.");

                byte[]? shared = value.Shared.Length == value.Utf8.Length ? null : value.Shared.ToArray();
                await write.ExecuteAsync(
                    Upsert, [.. Values(key), (int)value.Attributes, value.Utf8.ToArray(), shared, Instants.ToMicroseconds(clock.GetUtcNow())]);
                return null;
            },
            cancellation);

    /// <summary>Removes the value; a refusal when there is none or <paramref name="precondition"/> has one.</summary>
    public Task<ApiError?> DeleteAsync(PropertyKey key, Func<StoredValue?, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var stored = await write.FindAsync<StoredValue>(Select + write.ForUpdate, Row(key));
                if (precondition(stored) is { } refusal)
                    return refusal;

                await write.ExecuteAsync(Delete, Row(key));
                return null;
            },
            cancellation);

    /// <summary>True when the app is installed on an account that the subject belongs to: its workspace, or, for a user, one the user is a member of.</summary>
    public async Task<bool> IsInstalledAsync(AppKey app, PropertyHost host, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.ScalarAsync<long>(
                $"SELECT COUNT(*) FROM installations i WHERE i.app_key = @app AND i.state <> 'removed' AND {VisiblePropertyStore.Reaches(host.Kind, "i.workspace_id", "@owner")}",
                new { app = app.Value, owner = host.WorkspaceId }),
            cancellation) > 0;

    /// <summary>True when an installation on <paramref name="workspace"/> reaches the subject.</summary>
    public async Task<bool> ReachesAsync(Guid workspace, PropertyHost host, CancellationToken cancellation)
    {
        if (workspace == host.WorkspaceId)
            return true;

        return host.Kind == PropertyHost.UserKind && await database.ReadAsync(
            session => session.ScalarAsync<long>(
                "SELECT COUNT(*) FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user", new { workspace, user = host.WorkspaceId }),
            cancellation) > 0;
    }

    /// <summary>Deletes, inside a write, what the app kept in a workspace, and on users whom no installation of it reaches any more.</summary>
    /// <returns>How many properties there were.</returns>
    public static Task<int> PurgeAsync(WriteSession write, Guid workspace, string app) => write.ExecuteAsync(Purge, new { workspace, app });

    private static object Row(PropertyKey key) => new
    {
        key.Host.WorkspaceId,
        key.Host.Kind,
        HostId = key.Host.Id,
        App = key.App.Value,
        Name = key.Name.Text,
    };

    /// <summary>The same as values of statements that stay prepared.</summary>
    private static string[] Values(PropertyKey key) => [key.Host.WorkspaceId.ToString("D"), key.Host.Kind, key.Host.Id, key.App.Value, key.Name.Text];

    private static readonly string[] Names = ["WorkspaceId", "Kind", "HostId", "App", "Name"];

    private const string Where =
        "WHERE workspace_id = @WorkspaceId AND host_kind = @Kind AND host_id = @HostId AND app_key = @App";

    private const string Select =
        $"SELECT attributes, value, COALESCE(shared_value, value) AS shared FROM application_properties {Where} AND name = @Name";

    private static readonly KeptStatement<StoredValue> Stored = new(Select, Names, row => ReadStored(row, 0));

    private static readonly KeptStatement<RepositoryValue> OnRepository = new(
        $"""
        SELECT r.id, r.workspace_id, p.attributes, p.value, COALESCE(p.shared_value, p.value)
        FROM workspaces w
        JOIN repositories r ON r.workspace_id = w.id
        LEFT JOIN application_properties p ON p.workspace_id = r.workspace_id AND p.host_kind = '{PropertyHost.RepositoryKind}' AND p.host_id = r.id
            AND p.app_key = @app AND p.name = @name
        {AccessStore.Joins}
        WHERE w.slug = @workspace AND r.slug = @slug AND {AccessStore.Visible}
        """,
        ["workspace", "slug", "app", "name", .. AccessStore.Names],
        row => new RepositoryValue(
            PropertyHost.OfRepository(Guid.ParseExact(row.GetString(1), "D"), Guid.ParseExact(row.GetString(0), "D")),
            row.IsDBNull(2) ? null : ReadStored(row, 2)));

    private static StoredValue ReadStored(DbDataReader row, int at) =>
        new() { Attributes = (PropertyAttributes)row.GetInt32(at), Value = (byte[])row.GetValue(at + 1), Shared = (byte[])row.GetValue(at + 2) };

    private const string Count = $"SELECT COUNT(*) FROM application_properties {Where}";

    private const string Delete = $"DELETE FROM application_properties {Where} AND name = @Name";

    private static readonly string Purge = $"""
        DELETE FROM application_properties WHERE app_key = @app AND (
            (host_kind <> 'user' AND workspace_id = @workspace)
            OR (host_kind = 'user' AND {VisiblePropertyStore.Reaches(PropertyHost.UserKind, "@workspace", "application_properties.workspace_id")}
                AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.app_key = @app AND i.purged_on IS NULL
                    AND {VisiblePropertyStore.Reaches(PropertyHost.UserKind, "i.workspace_id", "application_properties.workspace_id")})))
        """;

    private static readonly KeptChange Upsert = new(
        """
        INSERT INTO application_properties (workspace_id, host_kind, host_id, app_key, name, attributes, value, shared_value, updated_on)
        VALUES (@WorkspaceId, @Kind, @HostId, @App, @Name, @Attributes, @Value, @SharedValue, @UpdatedOn)
        ON CONFLICT (workspace_id, host_kind, host_id, app_key, name)
        DO UPDATE SET attributes = excluded.attributes, value = excluded.value, shared_value = excluded.shared_value, updated_on = excluded.updated_on
        """,
        [.. Names, "Attributes", "Value", "SharedValue", "UpdatedOn"]);
}

/// <summary>A stored property as the table keeps it.</summary>
internal sealed record StoredValue
{
    public PropertyAttributes Attributes { get; init; }

    /// <summary>As its app reads it.</summary>
    public byte[] Value { get; init; } = [];

    /// <summary>As others read it.</summary>
    public byte[] Shared { get; init; } = [];
}

/// <summary>A repository that a caller may see, and what is stored on it under one key; null: nothing.</summary>
internal sealed record RepositoryValue(PropertyHost Host, StoredValue? Stored);
