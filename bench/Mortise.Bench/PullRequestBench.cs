using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mortise.Bench;

/// <summary>Merging over HTTP beside git's own plumbing, and lists of pull requests with <c>q</c> at the first page and deep down.</summary>
internal static class PullRequestBench
{
    private const string Path = "/2.0/repositories/acme/rocket/pullrequests";
    private const string Query = "q=title%20~%20%22request%22";
    private const int Merges = 30;
    private const int Requests = 50_000;
    private const int PageLength = 50;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(string mortise)
    {
        using var data = await BenchData.CreateAsync();
        var ours = data.RepositoryPath;
        var plain = System.IO.Path.Combine(data.Directory, "plain.git");
        await GitAsync(data.Directory, null, "init", "--quiet", "--bare", "--initial-branch=main", plain);
        foreach (var repository in (string[])[ours, plain])
            await GitAsync(repository, Branches(), "fast-import", "--quiet", "--done");

        Insert(data, Merges, isOpen: true);
        Insert(data, Requests, isOpen: false);
        using var server = await ServerProcess.StartAsync(mortise, "/readyz", data.ServeArguments);
        await MergeAsync(server, plain);
        await ListAsync(server);
    }

    /// <summary>One merge of each side in turn; the first few do not count.</summary>
    private static async Task MergeAsync(ServerProcess server, string plain)
    {
        const int Warm = 10;
        using var client = new HttpClient();
        var ratios = new List<double>();
        for (var number = 1; number <= Merges; number++)
        {
            var (git, http) = (await PlumbAsync(plain, number), await PostAsync(client, server, number));
            if (number > Warm)
                ratios.Add(http / git);
        }

        Report.Ratio("Merge of a pull request over HTTP: time, ÷ git's plumbing", ratios, null, null, lessIsBetter: true);
    }

    private static async Task ListAsync(ServerProcess server)
    {
        // The generator sends one request over and over: a token is good for it as long as the round lasts. Halfway down a list is the dearest place.
        var first = Page(1);
        foreach (var (page, where) in new[] { (Requests / PageLength / 2, "halfway down"), (Requests / PageLength, "the last") })
        {
            var deep = Page(page);
            var rounds = await PropertyBench.InTurnAsync(() => Load.RunAsync(server, [first], 200, RoundLength), () => Load.RunAsync(server, [deep], 200, RoundLength));
            Report.Ratio(
                $"List of {PageLength} of {Requests} pull requests with q: time of page {page}, {where}, ÷ page 1",
                rounds.Select(pair => pair.Bare.PerSecond / pair.Ours.PerSecond), 1.5, 1.1, lessIsBetter: true);
        }
    }

    private static byte[] Page(int page)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Path}?{Query}&pagelen={PageLength}&page={page}");
        return Load.Request("GET", path, PropertyBench.Token("GET", path), null);
    }

    /// <summary>Seconds of what a merge needs at least: the tree, the commit, the branch.</summary>
    private static async Task<double> PlumbAsync(string repository, int number)
    {
        var begun = Stopwatch.GetTimestamp();
        var tree = await GitAsync(repository, null, "merge-tree", "--write-tree", "main", $"branch-{number}");
        var commit = await GitAsync(repository, null, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit-tree", "-m", "merged", "-p", "main", "-p", $"branch-{number}", tree);
        await GitAsync(repository, null, "update-ref", "refs/heads/main", commit);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> PostAsync(HttpClient client, ServerProcess server, int number)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Path}/{number}/merge");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{server.Port}{path}");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(PropertyBench.Token("POST", path));
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        var begun = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary><c>main</c> with a thousand files, and branches of one commit each.</summary>
    private static string Branches()
    {
        const string By = "committer A <a@example.com> 1 +0000\ndata 1\nm\n";
        var stream = new StringBuilder("commit refs/heads/main\nmark :1\n").Append(By);
        for (var file = 0; file < 1000; file++)
            stream.Append(CultureInfo.InvariantCulture, $"M 100644 inline d{file % 40}/{file}.txt\ndata 2\nx\n\n");

        for (var number = 1; number <= Merges; number++)
            stream.Append(CultureInfo.InvariantCulture, $"\ncommit refs/heads/branch-{number}\n{By}from :1\nM 100644 inline new/{number}.txt\ndata 2\nx\n\n");

        return stream.Append("done\n").ToString();
    }

    private static void Insert(BenchData data, int count, bool isOpen)
    {
        using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(data.Directory, "mortise.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < @count)
            INSERT INTO pull_requests (workspace_id, repository_id, number, title, description, state, draft, author_id, source_repository_id, source_branch, source_hash,
                destination_branch, destination_hash, close_source_branch, reason, comment_count, task_count, created_on, updated_on)
            SELECT r.workspace_id, r.id, @from + n, 'request ' || n, 'what it does', @state, 0, r.workspace_id, r.id, @branch || n, @hash, 'main', @hash, 0, '', 0, 0, n, n
            FROM numbers, repositories r
            """;
        command.Parameters.AddWithValue("@count", count);
        command.Parameters.AddWithValue("@from", isOpen ? 0 : Merges);
        command.Parameters.AddWithValue("@state", isOpen ? "OPEN" : "DECLINED");
        command.Parameters.AddWithValue("@branch", isOpen ? "branch-" : "old-");
        command.Parameters.AddWithValue("@hash", new string('1', 40));
        command.ExecuteNonQuery();
    }

    private static async Task<string> GitAsync(string directory, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
#pragma warning disable RS0030 // The yardstick is git itself, without our runner.
        using var process = Process.Start(start)!;
#pragma warning restore RS0030
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"git {arguments[0]} ended with code {process.ExitCode}");
    }
}
