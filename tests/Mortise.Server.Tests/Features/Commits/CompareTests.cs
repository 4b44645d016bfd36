using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Commits;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/{diff, diffstat, patch, file-conflicts}/{spec} and …/merge-base/{revspec}</summary>
public sealed class CompareTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task Two_commits_are_compared_in_every_way(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        using var git = new GitFixture();
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        var fork = server.RepositoryPath(await server.CreateRepositoryAsync("acme/fork"));
        await server.CreateRepositoryAsync("other/hidden");
        var client = await server.AsAsync(ada);
        var lines = string.Concat(Enumerable.Range(1, 20).Select(line => $"line {line}\n"));
        var root = await git.CommitAsync(path, "main", "root\n", ("a.txt", lines), ("logo.bin", "\0a"), ("gone", "x\n"));
        await git.GitAsync(path, "branch", "feature/x", root);
        var side = await git.CommitAsync(
            path, "feature/x", "side\n", ("a.txt", lines.Replace("line 9\n", "line nine\n", StringComparison.Ordinal)),
            ("logo.bin", "\0b"), ("gone", null), ("ünï", "é\n"));
        await git.GitAsync(path, "update-ref", "refs/heads/renamed", root);
        var renamed = await git.CommitAsync(path, "renamed", "renamed\n", ("b.txt", lines), ("a.txt", null));
        var main = await git.CommitAsync(path, "main", "main goes on\n", ("a.txt", lines.Replace("line 9\n", "LINE 9\n", StringComparison.Ordinal)));
        await git.GitAsync(fork, "fetch", "--quiet", path, "refs/heads/*:refs/heads/*");
        var forked = await git.CommitAsync(fork, "main", "in the fork\n", ("fork.txt", "f\n"));

        // Diff: the first of the two is the one with the changes.
        var diff = await client.ReadAsync($"{Rocket}/diff/{side}..{main}");
        Assert.Equal(await git.GitAsync(path, "-c", "core.quotePath=false", "diff-tree", "-p", "-r", "-M", root, side), diff.Body.TrimEnd('\n'));
        Assert.Equal("text/plain", diff.ContentHeaders.ContentType!.MediaType);
        Assert.Equal(diff.Body, (await client.ReadAsync($"{Rocket}/diff/feature/x..main")).Body);
        Assert.Equal(diff.Body, (await client.ReadAsync($"{Rocket}/diff/acme/rocket:{side}%0Dacme/rocket:{main}?from_pullrequest_id=1")).Body);
        Assert.Equal(diff.Body, (await client.ReadAsync($"{Rocket}/diff/{side}")).Body);
        Assert.Equal(HttpStatusCode.NotModified, (await client.ReadAsync($"{Rocket}/diff/{side}..{main}", ("If-None-Match", diff.Header("ETag")!))).Status);
        (string Query, string[] Git)[] forms =
        [
            ($"{side}..{main}?topic=false", ["-M", main, side]),
            ($"{side}..{main}?merge=false", ["-M", main, side]),
            ($"{side}?context=0", ["-M", "-U0", root, side]),
            ($"{side}?path=a.txt&path=gone", ["-M", root, side, "--", "a.txt", "gone"]),
            ($"{renamed}", ["-M", root, renamed]),
            ($"{renamed}?renames=false", ["--no-renames", root, renamed]),
            ($"{side}?ignore_whitespace=true", ["-M", "-w", root, side]),
            ($"{root}", ["-M", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", root]),
            ($"acme/fork:{forked}..{side}?topic=false", ["-M", side, forked]),
        ];
        foreach (var (query, arguments) in forms)
        {
            var expected = await git.GitAsync(query.StartsWith("acme/fork", StringComparison.Ordinal) ? fork : path, ["-c", "core.quotePath=false", "diff-tree", "-p", "-r", .. arguments]);
            Assert.Equal((query, expected), (query, (await client.ReadAsync($"{Rocket}/diff/{query}")).Body.TrimEnd('\n')));
        }

        var withoutBinary = (await client.ReadAsync($"{Rocket}/diff/{side}?binary=false")).Body;
        Assert.Contains("Binary files a/logo.bin and b/logo.bin differ", diff.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("logo.bin", withoutBinary, StringComparison.Ordinal);
        Assert.Equal(4, withoutBinary.Split("diff --git ").Length);

        // Diffstat.
        var stat = (await client.ReadAsync($"{Rocket}/diffstat/{side}..{main}")).Json;
        var second = (await client.ReadAsync($"{Rocket}/diffstat/{side}..{main}?pagelen=1&page=2")).Json;
        Assert.Equal("modified a.txt 1 1,removed gone 0 1,modified logo.bin 0 0,added ünï 1 0", string.Join(',', stat.GetProperty("values").EnumerateArray().Select(Line)));
        Assert.Equal((500, 1, 4), (stat.GetProperty("pagelen").GetInt32(), stat.GetProperty("page").GetInt32(), stat.GetProperty("size").GetInt32()));
        Assert.Equal("removed gone 0 1", Line(second.GetProperty("values")[0]));
        var moved = (await client.ReadAsync($"{Rocket}/diffstat/{renamed}")).Json.GetProperty("values")[0];
        Assert.Equal(("renamed", "a.txt", "b.txt"), (moved.GetProperty("status").GetString(), Path(moved, "old"), Path(moved, "new")));
        Assert.Equal($"{server.Origin}/2.0/repositories/acme/rocket/src/{root}/a.txt", moved.GetProperty("old").GetProperty("links").GetProperty("self").GetProperty("href").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("values")[0].GetProperty("new").ValueKind);
        Assert.Equal(2, (await client.ReadAsync($"{Rocket}/diffstat/{renamed}?renames=false")).Json.GetProperty("size").GetInt32());

        // Patch, merge base, conflicts.
        var patch = (await client.ReadAsync($"{Rocket}/patch/feature/x..main")).Body;
        Assert.Equal(await git.GitAsync(path, "-c", "core.quotePath=false", "format-patch", "--stdout", "--no-signature", "-M", $"{main}..{side}"), patch.TrimEnd('\n'));
        Assert.Contains("Subject: [PATCH] side", (await client.ReadAsync($"{Rocket}/patch/{side}")).Body, StringComparison.Ordinal);
        Assert.Contains("Subject: [PATCH] root", (await client.ReadAsync($"{Rocket}/patch/{root}")).Body, StringComparison.Ordinal);
        Assert.Equal(root, (await client.ReadAsync($"{Rocket}/merge-base/{side}..main")).Json.GetProperty("hash").GetString());
        var conflicts = (await client.ReadAsync($"{Rocket}/file-conflicts/{side}..{main}")).Json;
        Assert.Equal(("a.txt", "content"), (conflicts.GetProperty("values")[0].GetProperty("path").GetString(), conflicts.GetProperty("values")[0].GetProperty("scenario").GetString()));
        Assert.Equal(0, (await client.ReadAsync($"{Rocket}/file-conflicts/acme/fork:{forked}..{side}")).Json.GetProperty("size").GetInt32() - 1);
        Assert.Equal(0, (await client.ReadAsync($"{Rocket}/file-conflicts/{renamed}..{root}")).Json.GetProperty("size").GetInt32());
        await git.CommitAsync(path, "orphan", "another root\n", ("z", "z\n"));

        (string Path, HttpStatusCode Status)[] refused =
        [
            ("diff/nothing", HttpStatusCode.NotFound), ($"diff/{side}..nothing", HttpStatusCode.NotFound), ("diffstat/nothing", HttpStatusCode.NotFound),
            ("patch/nothing", HttpStatusCode.NotFound), ("merge-base/orphan..main", HttpStatusCode.NotFound), ("file-conflicts/orphan..main", HttpStatusCode.NotFound),
            ("merge-base/main", HttpStatusCode.BadRequest), ($"diff/other/hidden:{side}", HttpStatusCode.NotFound), ($"diff/x:{side}", HttpStatusCode.NotFound),
            ($"diff/{side}?context=-1", HttpStatusCode.BadRequest), ($"diff/{side}?topic=perhaps", HttpStatusCode.BadRequest),
            ($"diff/{side}?topic=true&merge=true", HttpStatusCode.BadRequest), ($"diffstat/{side}?pagelen=5001", HttpStatusCode.BadRequest),
        ];
        foreach (var (place, status) in refused)
            Assert.Equal((place, status), (place, (await client.ReadAsync($"{Rocket}/{place}")).Status));

        foreach (var place in (string[])["diff", "diffstat", "patch", "merge-base", "file-conflicts"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync($"{Rocket}/{place}/{side}..{main}")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await (await server.AsAsync(ada, "account")).ReadAsync($"{Rocket}/{place}/{side}..{main}")).Status);
        }
    }

    private static string Line(JsonElement change) =>
        $"{change.GetProperty("status").GetString()} {Path(change, change.GetProperty("new").ValueKind == JsonValueKind.Null ? "old" : "new")} "
        + $"{change.GetProperty("lines_added").GetInt32()} {change.GetProperty("lines_removed").GetInt32()}";

    private static string? Path(JsonElement change, string side) => change.GetProperty(side).GetProperty("path").GetString();
}
