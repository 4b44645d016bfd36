using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Mortise.Bench;

/// <summary>The yardstick of bulk updates: the same request over the same framework and database, written as rows by an ORM.</summary>
internal static class OrmServer
{
    public static async Task RunAsync(int port, string file)
    {
        await using (var first = new Rows(file))
            await first.Database.EnsureCreatedAsync();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.MapDelete(ValueBench.ValuesPath, async () =>
        {
            await using var rows = new Rows(file);
            await rows.Values.ExecuteDeleteAsync();
            return TypedResults.NoContent();
        });
        app.MapPut(ValueBench.ValuesPath, async (List<string> values) =>
        {
            await using var rows = new Rows(file);
            rows.Values.AddRange(values.Select(value => new Row { LinkerId = 1, Value = value }));
            await rows.SaveChangesAsync();
            return TypedResults.NoContent();
        });
        await app.RunAsync();
    }

    internal sealed class Row
    {
        public long Id { get; set; }

        public long LinkerId { get; set; }

        public string Value { get; set; } = "";
    }

    private sealed class Rows(string file) : DbContext
    {
        public DbSet<Row> Values => Set<Row>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite($"Data Source={file}");

        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Row>().HasIndex(row => new { row.LinkerId, row.Value }).IsUnique();
    }
}
