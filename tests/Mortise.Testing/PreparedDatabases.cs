using System.Security.Cryptography;
using System.Text;
using Dapper;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Storage;
using Npgsql;

namespace Mortise.Testing;

/// <summary>Fresh databases for test servers, copied from one that is up to date: a server finds nothing to migrate. The migrations run once for a copy's original.</summary>
internal static class PreparedDatabases
{
    private static readonly Lazy<Task<byte[]>> SqliteOriginal = new(MakeSqliteAsync);
    private static readonly Lazy<Task<string>> PostgreSqlOriginal = new(MakePostgreSqlAsync);

    /// <summary>What Dapper has made of a statement holds for all databases of a kind; it would make it anew for each connection string, so for each server.</summary>
    static PreparedDatabases() => SqlMapper.ConnectionStringComparer = new SameKind();

    /// <summary>Puts a database into the data directory.</summary>
    public static async Task AddSqliteAsync(string directory)
    {
        var file = new DataDirectory(directory).DatabaseFile;
        DataDirectory.Reserve(file);
        File.WriteAllBytes(file, await SqliteOriginal.Value);
    }

    /// <summary>Makes a database in the cluster of the tests.</summary>
    public static async Task<(string Connection, string Name)> AddPostgreSqlAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("N");

        // Files are copied faster than they are written once more through the log, where the disk is not waited for.
        await AdministerAsync($"CREATE DATABASE {name} TEMPLATE {await PostgreSqlOriginal.Value} STRATEGY FILE_COPY");
        return (ConnectionTo(name), name);
    }

    /// <summary>Removes such a database, whoever still holds a connection.</summary>
    public static Task DropPostgreSqlAsync(string name) => AdministerAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private static string Cluster =>
        Environment.GetEnvironmentVariable(EveryDatabaseAttribute.Variable) ?? throw new InvalidOperationException("No PostgreSQL for tests");

    private static string ConnectionTo(string name) => new NpgsqlConnectionStringBuilder(Cluster) { Database = name, MaxPoolSize = 10 }.ToString();

    private static async Task<byte[]> MakeSqliteAsync()
    {
        var directory = Directory.CreateTempSubdirectory("mortise-original-").FullName;
        try
        {
            var file = Path.Combine(directory, "original.db");
            await using (var database = new SqliteDatabase(file))
                await database.MigrateAsync(CancellationToken.None);

            return await File.ReadAllBytesAsync(file);      // the last connection that closes leaves no log beside it
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The original is named for the migrations, and stays: a cluster that outlives the run has one for each state of them. Runs at the same time share it.</summary>
    private static async Task<string> MakePostgreSqlAsync()
    {
        var sql = string.Concat(Migrations.Known(DatabaseKind.PostgreSql).Select(migration => migration.Sql));
        var name = "original_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))[..16];

        await using var source = NpgsqlDataSource.Create(Cluster);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("SELECT pg_advisory_lock(7991)");
        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM pg_database WHERE datname = @name AND datistemplate", new { name }) > 0)
            return name;

        // One that is no template was left half made.
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await connection.ExecuteAsync($"CREATE DATABASE {name}");
        await using (var database = new PostgreSqlDatabase(ConnectionTo(name)))
            await database.MigrateAsync(CancellationToken.None);

        await connection.ExecuteAsync($"ALTER DATABASE {name} IS_TEMPLATE true");
        return name;
    }

    private static async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Cluster);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>The strings of SQLite name a file, those of PostgreSQL a host.</summary>
    private sealed class SameKind : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => KindOf(x) == KindOf(y);

        public int GetHashCode(string connection) => KindOf(connection).GetHashCode();

        private static bool KindOf(string? connection) => connection?.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase) ?? false;
    }
}
