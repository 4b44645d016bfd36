using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>Merges and pushes to one repository, all at once: none is lost, none is doubled, references and rows agree, also when the server is killed.</summary>
/// <remarks>Alone, so that merges are done at once and not put off by the host's time limit because other tests hold the processors.</remarks>
[Collection(Measured.Name)]
public sealed class MergeStormTests
{
    private const string All = PullRequestWorld.All;

    /// <summary>Merges in one storm; as many pushes go with them.</summary>
    private const int Merges = 100;

    /// <summary>Pushes at a time, as from as many clients.</summary>
    private const int Pushers = 8;

    /// <summary>No kill after this, so that a slow machine ends as well.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Two_hundred_merges_and_pushes_at_once_are_each_there_once()
    {
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite);
        await PrepareAsync(world, Merges);
        await world.PushAsync("refs/heads/merge-*:refs/heads/merge-*", "refs/heads/push-*:refs/heads/push-*");
        for (var number = 1; number <= Merges; number++)
            Assert.Equal(HttpStatusCode.Created, (await world.OpenAsync(Branch(number))).Status);

        var merges = Enumerable.Range(1, Merges).Select(number => MergeAsync(world.Ada, number)).ToArray();
        var pushes = Enumerable.Range(0, Pushers).Select(pusher => PushAsync(world, pusher)).ToArray();
        Assert.All(await Task.WhenAll(merges), answers =>
        {
            Assert.Contains(answers, status => status is HttpStatusCode.OK or HttpStatusCode.Accepted);
            Assert.True(answers.Count(status => status == HttpStatusCode.OK) <= 1, "Two merges of one request went through");
        });
        await Task.WhenAll(pushes);
        await AllMergedAsync(world.Ada);

        await CheckAsync(world, Merges, _ => true);
        await CheckPushesAsync(world, Enumerable.Range(1, Merges));
    }

    [Fact]
    public Task Nothing_is_lost_or_doubled_when_the_server_is_killed_on_SQLite() => KillAsync(TestDatabase.Sqlite, Merges, 3);

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_server_is_killed_on_PostgreSQL()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(EveryDatabaseAttribute.Variable) is { Length: > 0 },
            $"PostgreSQL is not there: {EveryDatabaseAttribute.Variable} is not set; ./x test starts one");
        await KillAsync(TestDatabase.PostgreSql, 24, 1);
    }

    /// <summary>1. Merges and pushes go on while the server is killed at a moment of chance. 2. What was acknowledged is there, once; the rest is merged at the end.</summary>
    private static async Task KillAsync(TestDatabase database, int count, int mostKills)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        await PrepareAsync(world, count);
        await world.PushAsync("refs/heads/merge-*:refs/heads/merge-*", "refs/heads/push-*:refs/heads/push-*");
        for (var number = 1; number <= count; number++)
            await world.OpenAsync(Branch(number));

        var login = world.Git.Login("ada");
        var password = await world.Server.AppPasswordAsync(world.Git.User("ada"));
        await world.Server.StopAsync();

        var chance = new Random(20260504);
        var merged = new HashSet<int>();
        var pushed = new HashSet<int>();
        var began = Stopwatch.GetTimestamp();
        for (var kills = 0; ; kills++)
        {
            var last = kills == mostKills || Stopwatch.GetElapsedTime(began) > Budget;
            await using var process = await ServerProcess.StartAsync(world.Server.DirectoryPath, world.Server.DatabaseConnection);
            process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{password}")));
            await CheckAsync(world, count, merged.Contains, process.Client);
            await CheckPushesAsync(world, pushed);


            using var stop = new CancellationTokenSource();
            var address = process.Client.BaseAddress!.ToString().Replace("http://", $"http://{login}@", StringComparison.Ordinal) + "acme/rocket";
            var merging = MergeAllAsync(process.Client, count, merged, last ? CancellationToken.None : stop.Token);
            var pushing = PushAllAsync(world, address, count, pushed, last ? CancellationToken.None : stop.Token);
            if (last)
            {
                await Task.WhenAll(merging, pushing);
                await CheckAsync(world, count, _ => true, process.Client);
                await CheckPushesAsync(world, Enumerable.Range(1, count));
                break;
            }

            await Task.Delay(chance.Next(80, 500));
            await process.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(merging, pushing);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{merged.Count} merges and {pushed.Count} pushes in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
        Assert.Equal((count, count), (merged.Count, pushed.Count));
    }

    /// <summary>Branches <c>merge-N</c> with one file each, and <c>push-N</c> and <c>next-N</c>, one after the other, which only get pushed.</summary>
    private static async Task PrepareAsync(PullRequestWorld world, int count)
    {
        var first = await world.Git.Fixture.GitAsync(world.Work, "rev-parse", "main");
        var stream = new StringBuilder();
        for (var number = 1; number <= count; number++)
        {
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/{Branch(number)}\ncommitter A <a@example.com> {number} +0000\ndata 1\nm\nfrom {first}\nM 100644 inline m{number}.txt\ndata 2\nx\n\n");
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/push-{number}\ncommitter A <a@example.com> {number} +0000\ndata 1\np\nfrom {first}\nM 100644 inline p{number}.txt\ndata 2\nx\n\n");
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/next-{number}\ncommitter A <a@example.com> {number} +0000\ndata 1\nn\nfrom refs/heads/push-{number}\n\n");
        }

        var run = await world.Git.Fixture.RunAsync(world.Work, Encoding.UTF8.GetBytes(stream + "done\n"), "fast-import", "--quiet", "--done");
        Assert.True(run.Code == 0, run.Errors);
    }

    private static string Branch(int number) => string.Create(CultureInfo.InvariantCulture, $"merge-{number}");

    private static string Body(int number) => number % 2 == 0 ? """{"merge_strategy": "squash"}""" : "{}";

    /// <summary>Every tenth is asked for twice: the second may only learn that the first has it.</summary>
    private static async Task<HttpStatusCode[]> MergeAsync(HttpClient client, int number)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, number % 10 == 0 ? 2 : 1).Select(_ => client.AskAsync(HttpMethod.Post, $"{All}/{number}/merge", Body(number))));
        return [.. answers.Select(answer => answer.Status)];
    }

    /// <summary>A slow machine answers some merges by 202; they go on by themselves.</summary>
    private static Task AllMergedAsync(HttpClient client) =>
        Eventually.SeeAsync(async () => (await client.ReadAsync(All)).Json.GetProperty("size").GetInt32(), static open => open == 0, "end of the merges");

    private static async Task PushAsync(PullRequestWorld world, int pusher)
    {
        for (var number = pusher + 1; number <= Merges; number += Pushers)
            await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", world.Git.RocketOf("bob"), $"next-{number}:push-{number}");
    }

    private static async Task PushAllAsync(PullRequestWorld world, string address, int count, HashSet<int> pushed, CancellationToken stop)
    {
        foreach (var number in Enumerable.Range(1, count).Where(number => !pushed.Contains(number)).ToArray())
        {
            if (stop.IsCancellationRequested)
                return;

            var run = await world.Git.Fixture.TryGitAsync(world.Work, "push", "--quiet", address, $"next-{number}:push-{number}");
            if (run.Code == 0)
                pushed.Add(number);
        }
    }

    private static async Task MergeAllAsync(HttpClient client, int count, HashSet<int> merged, CancellationToken stop)
    {
        foreach (var number in Enumerable.Range(1, count).Where(number => !merged.Contains(number)).ToArray())
        {
            if (stop.IsCancellationRequested)
                return;

            try
            {
                var answer = await client.AskAsync(HttpMethod.Post, $"{All}/{number}/merge", Body(number));
                if (answer.Status == HttpStatusCode.OK || answer.Body.Contains("merged already", StringComparison.Ordinal))
                    merged.Add(number);
            }
            catch (HttpRequestException)
            {
                return;                                     // killed
            }
        }
    }

    /// <summary>Each branch <c>push-N</c> of the host stands where <c>next-N</c> was pushed from.</summary>
    private static async Task CheckPushesAsync(PullRequestWorld world, IEnumerable<int> numbers)
    {
        const string Format = "--format=%(objectname) %(refname:lstrip=2)";
        var wanted = (await world.Git.Fixture.GitAsync(world.Work, "for-each-ref", Format, "refs/heads/next-*")).Split('\n');
        var held = (await world.RocketAsync("for-each-ref", Format, "refs/heads/push-*")).Split('\n').ToHashSet(StringComparer.Ordinal);
        foreach (var number in numbers)
            Assert.Contains(Assert.Single(wanted, line => line.EndsWith($" next-{number}", StringComparison.Ordinal)).Replace("next", "push", StringComparison.Ordinal), held);
    }

    /// <summary>1. Each merged row names a commit on main, and main has each request's change by exactly one commit. 2. No intent is open. 3. fsck is clean.</summary>
    private static async Task CheckAsync(PullRequestWorld world, int count, Func<int, bool> isMerged, HttpClient? client = null)
    {
        var line = (await world.RocketAsync("log", "--first-parent", "--format=%H %s", "main")).Split('\n');
        var subjects = line.Select(entry => entry[41..]).ToArray();
        var hashes = line.Select(entry => entry[..12]).ToHashSet(StringComparer.Ordinal);
        var states = new Dictionary<int, JsonElement>();
        for (var page = 1; states.Count < count; page++)
        {
            var answer = await (client ?? world.Ada).ReadAsync($"{All}?state=OPEN&state=MERGED&pagelen=50&page={page}");
            foreach (var request in answer.Json.GetProperty("values").EnumerateArray())
                states[request.GetProperty("id").GetInt32()] = request;
        }

        for (var number = 1; number <= count; number++)
        {
            var state = states[number].GetProperty("state").GetString();
            var times = subjects.Count(subject => subject == $"Merged in {Branch(number)} (pull request #{number})");
            Assert.Equal((number, state == "MERGED" ? 1 : 0), (number, times));                                         // 1
            Assert.True(!isMerged(number) || state == "MERGED", $"The merge of {number} was acknowledged and is {state}");
            if (state == "MERGED")
                Assert.Contains(states[number].GetProperty("merge_commit").GetProperty("hash").GetString()!, hashes);
        }

        if (client is null)
            Assert.Equal(0, await world.Git.OpenIntentsAsync());                                                        // 2
        var fsck = await world.Rocket.FsckAsync();
        Assert.True(fsck.Sound, string.Join('\n', fsck.Findings));                                                      // 3
    }
}
