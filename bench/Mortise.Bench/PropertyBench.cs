using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Mortise.Connect.Jwt;

namespace Mortise.Bench;

/// <summary>GET and PUT of an application property with a JWT, beside bare Kestrel answering the same bytes on the same route.</summary>
internal static class PropertyBench
{
    public const string Value = """{"status": "passed", "build": 1234, "url": "https://ci.example.com/builds/1234", "steps": ["build", "test", "pack"]}""";

    private const string Path = "/2.0/repositories/acme/rocket/properties/bench-app/latest";
    private const int Connections = 16;
    private const int Rounds = 5;
    private const int WarmRounds = 4;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string mortise, IReadOnlyCollection<string> wanted)
    {
        using var data = await BenchData.CreateAsync();
        using var bare = await ServerProcess.StartAsync(Environment.ProcessPath!, "/healthz", port => ["--bare", $"{port}"]);
        using var ours = await ServerProcess.StartAsync(mortise, "/readyz", data.ServeArguments);
        var put = Repeat(Load.Request("PUT", Path, Token("PUT"), Value));
        await Load.RunAsync(ours, put, 204, TimeSpan.FromSeconds(2));
        if (wanted.Contains("get"))
            await GetAsync(bare, ours);

        if (wanted.Contains("put"))
            await PutAsync(bare, ours, put, data.Directory);
    }

    private static async Task GetAsync(ServerProcess bare, ServerProcess ours)
    {
        var requests = Repeat(Load.Request("GET", Path, Token("GET"), null));
        var rounds = await InTurnAsync(() => Load.RunAsync(bare, requests, 200, RoundLength), () => Load.RunAsync(ours, requests, 200, RoundLength));
        Report.Ratio("GET property, JWT, SQLite: processor time a request, bare ÷ ours", rounds.Select(pair => pair.Bare.ProcessorMicroseconds / pair.Ours.ProcessorMicroseconds), 0.45, 0.60);
        Report.Ratio("GET property, JWT, SQLite: requests/s, ours ÷ bare", rounds.Select(pair => pair.Ours.PerSecond / pair.Bare.PerSecond), null, null);
    }

    private static async Task PutAsync(ServerProcess bare, ServerProcess ours, IReadOnlyList<byte[]> requests, string directory)
    {
        var rounds = await InTurnAsync(() => Load.RunAsync(bare, requests, 204, RoundLength), () => Load.RunAsync(ours, requests, 204, RoundLength));
        Report.Ratio("PUT property, JWT, durable: requests/s, ours ÷ bare", rounds.Select(pair => pair.Ours.PerSecond / pair.Bare.PerSecond), 0.22, 0.32);
        var each = await Task.WhenAll([CommitEachAsync(directory)]);
        Report.Ratio("PUT property, JWT, durable: requests/s, ours ÷ one commit each", rounds.Select(pair => pair.Ours.PerSecond / each[0]), 3, 5);
    }

    /// <summary>Rounds of the two sides in turn, after rounds that do not count.</summary>
    public static async Task<IReadOnlyList<(Round Bare, Round Ours)>> InTurnAsync(Func<Task<Round>> bare, Func<Task<Round>> ours)
    {
        // The compiler needs some seconds of load to bring both sides to their final code.
        for (var warm = 0; warm < WarmRounds; warm++)
        {
            await bare();
            await ours();
        }

        var rounds = new List<(Round, Round)>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add((await bare(), await ours()));

        if (Environment.GetEnvironmentVariable("MORTISE_BENCH_VERBOSE") is { Length: > 0 })
        {
            foreach (var (first, second) in rounds)
                Console.WriteLine($"  bare {first.ProcessorMicroseconds:0.0} µs {first.PerSecond:0}/s, ours {second.ProcessorMicroseconds:0.0} µs {second.PerSecond:0}/s");
        }

        return rounds;
    }

    /// <summary>Transactions a second when each row is committed and synced alone.</summary>
    private static async Task<double> CommitEachAsync(string directory)
    {
        await using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(directory, "each.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE properties (name TEXT PRIMARY KEY, value BLOB)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "INSERT INTO properties (name, value) VALUES ('latest', @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        command.Parameters.AddWithValue("@value", System.Text.Encoding.UTF8.GetBytes(Value));
        await command.PrepareAsync();
        var watch = Stopwatch.StartNew();
        var commits = 0;
        for (; watch.Elapsed < RoundLength; commits++)
            await command.ExecuteNonQueryAsync();

        return commits / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The value of <c>Authorization</c> for an app's request.</summary>
    public static string Token(string method, string path = Path)
    {
        var now = TimeProvider.System.GetUtcNow();
        return "JWT " + JwtSigner.Sign(
            new JwtClaims(BenchData.AppKey, now, now.AddMinutes(50), Subject: BenchData.ClientKey, Qsh: Qsh.Compute(method, path)), BenchData.Secret);
    }

    /// <summary>The same request for each connection.</summary>
    public static IReadOnlyList<byte[]> Repeat(byte[] request) => [.. Enumerable.Repeat(request, Connections)];
}
