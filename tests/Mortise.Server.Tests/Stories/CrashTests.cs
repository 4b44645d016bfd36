using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Mortise.Git;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;
using Npgsql;

namespace Mortise.Server.Tests.Stories;

/// <summary>A server that is killed over and over while apps write and people push loses nothing that it has acknowledged.</summary>
public sealed class CrashTests
{
    private const int Apps = 3;
    private const int People = 2;
    private const int Commits = 2000;

    /// <summary>No run begins after this, so that a slow machine ends as well.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(45);

    [Fact, Requirement("P2")]
    public Task Nothing_acknowledged_is_lost_on_SQLite() => RunAsync(TestDatabase.Sqlite, 20);

    [Fact, Requirement("P2")]
    public async Task Nothing_acknowledged_is_lost_on_PostgreSQL()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(EveryDatabaseAttribute.Variable) is { Length: > 0 },
            $"PostgreSQL is not there: {EveryDatabaseAttribute.Variable} is not set; ./x test starts one");
        await RunAsync(TestDatabase.PostgreSql, 5);
    }

    /// <summary>1. Start and check what the last run left. 2. Write and push. 3. Kill at a moment of chance.</summary>
    private static async Task RunAsync(TestDatabase database, int runs)
    {
        await using var world = await GitWorld.StartAsync(database);
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.crash", descriptor: LinkerWriter.Descriptor("com.acme.crash"));
        CountingWriter[] writers = [.. Enumerable.Range(0, Apps).Select(number => new PropertyWriter(app, $"counter-{number}")), new LinkerWriter(app)];
        var pushers = new List<Pusher>();
        for (var number = 0; number < People; number++)
            pushers.Add(await Pusher.PrepareAsync(world, number));

        var repository = world.RocketGit;
        var server = world.Server;
        var login = world.Login("ada");
        await server.StopAsync();

        var chance = new Random(7990);
        var begun = Stopwatch.GetTimestamp();
        var done = 0;
        for (; done < runs && Stopwatch.GetElapsedTime(begun) < Budget; done++)
        {
            await using var process = await ServerProcess.StartAsync(server.DirectoryPath, server.DatabaseConnection);
            await CheckAsync(process, server, repository, writers, pushers);                                    // 1

            using var stop = new CancellationTokenSource();
            var address = process.Client.BaseAddress!.ToString().Replace("http://", $"http://{login}@", StringComparison.Ordinal) + "acme/rocket";
            var load = writers.Select(writer => writer.WriteAsync(process.Client, stop.Token))
                .Concat(pushers.Select(pusher => pusher.PushAsync(address, stop.Token))).ToArray();             // 2
            if (done % 2 == 0)
                await AnyPushAsync(pushers);

            await Task.Delay(chance.Next(100, 800));
            await process.KillAsync();                                                                          // 3
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }

        await using var last = await ServerProcess.StartAsync(server.DirectoryPath, server.DatabaseConnection);
        await CheckAsync(last, server, repository, writers, pushers);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{done} runs in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s; acknowledged: {writers.OfType<PropertyWriter>().Sum(w => w.Acknowledged)} properties, {writers[^1].Acknowledged} sets of linker values, {pushers.Sum(p => p.Acknowledged + 1)} pushes");
        Assert.True(done >= Math.Min(runs, 5), $"Only {done} runs in {Budget}");
        Assert.All(writers, writer => Assert.True(writer.Acknowledged > 0));
        Assert.Contains(pushers, pusher => pusher.Acknowledged >= 0);
    }

    /// <summary>Waits until the server works at full speed; the other runs are killed while it still warms up.</summary>
    private static async Task AnyPushAsync(IReadOnlyCollection<Pusher> pushers)
    {
        var before = pushers.Sum(pusher => pusher.Acknowledged);
        var since = Stopwatch.GetTimestamp();
        while (pushers.Sum(pusher => pusher.Acknowledged) == before && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60))
            await Task.Delay(10);
    }

    private static async Task CheckAsync(
        ServerProcess process, TestServer server, GitRepository repository, IEnumerable<CountingWriter> writers, IEnumerable<Pusher> pushers)
    {
        Assert.Equal(0, await OpenIntentsAsync(server));
        foreach (var writer in writers)
            await writer.CheckAsync(process.Client);

        foreach (var pusher in pushers)
            await pusher.CheckAsync(repository);

        var fsck = await repository.FsckAsync();
        Assert.True(fsck.Sound, string.Join('\n', fsck.Findings));
    }

    private static async Task<long> OpenIntentsAsync(TestServer server)
    {
        const string Count = "SELECT COUNT(*) FROM reference_intents";
        if (server.DatabaseConnection.Length > 0)
        {
            await using var source = NpgsqlDataSource.Create(server.DatabaseConnection + ";Pooling=false");
            await using var command = source.CreateCommand(Count);
            return (long)(await command.ExecuteScalarAsync())!;
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DirectoryPath, "mortise.db")};Mode=ReadWrite;Pooling=False");
        await connection.OpenAsync();
        await using var question = connection.CreateCommand();
        question.CommandText = Count;
        return (long)(await question.ExecuteScalarAsync())!;
    }

    /// <summary>Pushes one more commit of a long branch each time.</summary>
    private sealed class Pusher
    {
        private readonly GitFixture fixture;
        private readonly string source;
        private readonly string branch;
        private readonly string[] commits;
        private int attempted = -1;

        private Pusher(GitFixture fixture, string source, string branch, string[] commits) =>
            (this.fixture, this.source, this.branch, this.commits) = (fixture, source, branch, commits);

        /// <summary>The place of the last commit whose push was acknowledged; -1: none so far.</summary>
        public int Acknowledged { get; private set; } = -1;

        public static async Task<Pusher> PrepareAsync(GitWorld world, int number)
        {
            var line = $"line-{number}";
            var mine = await world.Fixture.InitAsync($"{line}.git");
            await world.Fixture.CommitManyAsync(mine, line, Commits);
            var ids = await world.Fixture.GitAsync(mine, "rev-list", "--reverse", line);
            return new Pusher(world.Fixture, mine, line, ids.Split('\n'));
        }

        public async Task PushAsync(string address, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested && Acknowledged + 1 < commits.Length)
            {
                attempted = Acknowledged + 1;
                var run = await fixture.TryGitAsync(source, "push", "--quiet", address, $"{commits[attempted]}:refs/heads/{branch}");
                if (run.Code == 0)
                    Acknowledged = attempted;
                else if (!stop.IsCancellationRequested)
                    await Task.Delay(20, CancellationToken.None);          // killed, or about to be seen as such
            }
        }

        public async Task CheckAsync(GitRepository repository)
        {
            var name = Git.Refs.RefName.Parse($"refs/heads/{branch}");
            var held = (await repository.FindRefAsync(name))?.ToString();
            var place = held is null ? -1 : Array.IndexOf(commits, held);
            Assert.InRange(place, Acknowledged, Math.Max(attempted, Acknowledged));
            Acknowledged = place;
        }
    }
}
