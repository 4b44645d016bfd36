using System.Data.Common;
using System.Reflection;
using Dapper;

namespace Mortise.Server.Platform.Data;

/// <summary>The numbered pairs of SQL files under <c>Migrations/Sqlite</c> and <c>Migrations/PostgreSql</c>, and their application at start.</summary>
internal static class Migrations
{
    /// <summary>Applies what is missing in number order, each in a transaction of its own with its row in <c>schema_versions</c>.</summary>
    /// <exception cref="NewerDatabaseException">The database has a migration that this program does not know.</exception>
    public static async Task ApplyAsync(DbConnection connection, DatabaseKind kind, CancellationToken cancellation)
    {
        var known = Known(kind);
        if (kind == DatabaseKind.PostgreSql)
            await connection.ExecuteAsync("SELECT pg_advisory_lock(7990)");

        try
        {
            await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_versions (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)");
            var applied = (await connection.QueryAsync<int>("SELECT number FROM schema_versions")).ToHashSet();
            if (applied.Count > 0 && applied.Max() > known[^1].Number)
                throw new NewerDatabaseException(applied.Max(), known[^1].Number);

            foreach (var migration in known.Where(migration => !applied.Contains(migration.Number)))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await connection.ExecuteAsync(migration.Sql, transaction: transaction);
                await connection.ExecuteAsync(
                    "INSERT INTO schema_versions (number, name) VALUES (@Number, @Name)", new { migration.Number, migration.Name }, transaction);
                await transaction.CommitAsync(cancellation);
            }
        }
        finally
        {
            if (kind == DatabaseKind.PostgreSql)
                await connection.ExecuteAsync("SELECT pg_advisory_unlock(7990)");
        }
    }

    /// <summary>The migrations of one database, ordered by number.</summary>
    public static IReadOnlyList<Migration> Known(DatabaseKind kind)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $"migrations/{kind}/";
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith(folder, StringComparison.Ordinal)
               let file = Path.GetFileNameWithoutExtension(resource)
               let number = int.Parse(file[..4])
               orderby number
               select new Migration(number, file[5..], Read(assembly, resource)),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    internal sealed record Migration(int Number, string Name, string Sql);
}

/// <summary>The database was written by a newer Mortise; this one leaves it alone.</summary>
internal sealed class NewerDatabaseException(int found, int known)
    : Exception($"The database has schema version {found}, and this program knows versions up to {known}. Start the newer program, or restore a backup made by this one.");
