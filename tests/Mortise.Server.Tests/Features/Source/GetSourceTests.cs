using System.Net;
using System.Text;
using System.Text.Json;
using Mortise.Testing;
using static Mortise.Server.Tests.Features.Source.SourceWorld;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>GET …/src, …/src/{commit}/{path} and …/filehistory/{commit}/{path}.</summary>
public sealed class GetSourceTests
{
    private const string Submodule = "1234567890123456789012345678901234567890";
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

    [Fact]
    public async Task A_directory_lists_what_git_has_with_its_kinds_and_pages_that_stay_at_their_commit()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var hash = await world.CommitAsync(
            world.RocketPath, "main",
            ("100644", "README.md", "# Hello *you*\n"u8.ToArray()), ("100755", "bin/run.sh", "#!/bin/sh\n"u8.ToArray()), ("120000", "link", "README.md"u8.ToArray()),
            ("160000", "lib", Encoding.ASCII.GetBytes(Submodule)), ("100644", "noise.bin", [1, 0, 2]), ("100644", "big.psd", Encoding.ASCII.GetBytes(Pointer)),
            ("100644", "\"k\u00e4se/a b#?.txt\"", "x"u8.ToArray()), ("100644", "\"odd/q\\\"\\\\\\t%41\"", "y"u8.ToArray()), ("100644", "\"latin/\\351\"", "z"u8.ToArray()));
        var root = $"{Rocket}/src/{hash}/";

        var listing = (await world.Ada.ReadAsync($"{Rocket}/src/main/?pagelen=100")).Json;
        Assert.Equal((9, 1, 100), (listing.GetProperty("size").GetInt32(), listing.GetProperty("page").GetInt32(), listing.GetProperty("pagelen").GetInt32()));
        Assert.Equal(
            ["README.md", "big.psd", "bin", "k\u00e4se", "latin", "lib", "link", "noise.bin", "odd"],
            listing.GetProperty("values").EnumerateArray().Select(entry => entry.GetProperty("path").GetString()!));
        var entries = listing.GetProperty("values").EnumerateArray().ToDictionary(entry => entry.GetProperty("path").GetString()!);
        Assert.Equal(("commit_file", 14, "text/markdown", "[]"), Facts(entries["README.md"]));
        Assert.Equal(("commit_file", Pointer.Length, "application/octet-stream", """["lfs"]"""), Facts(entries["big.psd"]));
        Assert.Equal(("commit_link", 9, null, """["link"]"""), Facts(entries["link"]));
        Assert.Equal(("commit_submodule", 40, null, """["subrepository"]"""), Facts(entries["lib"]));
        Assert.Equal(("commit_file", 3, "application/octet-stream", """["binary"]"""), Facts(entries["noise.bin"]));
        Assert.Equal("commit_directory", entries["bin"].GetProperty("type").GetString());
        Assert.Equal($"{world.Server.Origin}{root}bin/", Link(entries["bin"], "self"));
        Assert.Equal(hash, entries["bin"].GetProperty("commit").GetProperty("hash").GetString());

        // Every link of every entry answers, however its name is spelled.
        var deep = (await world.Ada.ReadAsync($"{root}?max_depth=2&pagelen=100&fields=*,values.*")).Json;
        Assert.Equal(13, deep.GetProperty("size").GetInt32());
        Assert.Equal("\"odd/q\\\"\\\\\\t%41\"", deep.GetProperty("values").EnumerateArray().Single(entry => entry.GetProperty("path").GetString()!.StartsWith("odd/", StringComparison.Ordinal)).GetProperty("escaped_path").GetString());
        foreach (var link in deep.GetProperty("values").EnumerateArray().SelectMany(entry => entry.GetProperty("links").EnumerateObject()).Where(link => link.Name != "history" || !link.Value.ToString().Contains("%E9", StringComparison.Ordinal)))
            Assert.True((await world.Ada.ReadAsync(link.Value.GetProperty("href").GetString()!)).Status == HttpStatusCode.OK, link.ToString());
        Assert.Equal("\u00e9"u8.Length == 2 ? "z" : "", (await world.Ada.ReadAsync($"{root}latin/%E9")).Body);
        Assert.Equal("x", (await world.Ada.ReadAsync($"/api/2.0/repositories/acme//rocket/src/main/k%C3%A4se%2Fa%20b%23%3F.txt")).Body);

        Assert.Equal("README.md", (await world.Ada.ReadAsync($"/2.0/%72epositories/acme/rocket/src/main/link")).Body);

        // Pages are pinned: what is pushed between two of them changes neither.
        var first = (await world.Ada.ReadAsync($"{Rocket}/src/main/?pagelen=4&fields=values.path,next,page")).Json;
        await world.CommitAsync(world.RocketPath, "main2", ("100644", "only", "x"u8.ToArray()));
        await world.Git.GitAsync(world.RocketPath, "update-ref", "refs/heads/main", "refs/heads/main2");
        var second = (await world.Ada.ReadAsync(first.GetProperty("next").GetString()!)).Json;
        var token = first.GetProperty("next").GetString()!.Split("page=")[^1];
        var moved = (await world.Ada.ReadAsync($"{Rocket}/src/main/?pagelen=4&page={token}")).Json;
        var numbered = (await world.Ada.ReadAsync($"{root}?pagelen=4&page=2")).Json;
        var past = (await world.Ada.ReadAsync($"{root}?pagelen=4&page=9")).Json;
        Assert.Equal(["latin", "lib", "link", "noise.bin"], second.GetProperty("values").EnumerateArray().Select(entry => entry.GetProperty("path").GetString()!));
        Assert.Equal(2, second.GetProperty("page").GetInt32());
        Assert.Equal(4, moved.GetProperty("values").GetArrayLength());
        Assert.Equal("latin", numbered.GetProperty("values")[0].GetProperty("path").GetString());
        Assert.Equal((0, false), (past.GetProperty("values").GetArrayLength(), past.TryGetProperty("next", out _)));

        // q and sort look at every entry, whatever the page shows of it.
        Assert.Equal("""{"size":1,"values":[{"path":"noise.bin"}]}""", (await world.Ada.ReadAsync($"{root}?fields=size,values.path&q=size%20%3E%201%20and%20attributes%20%3D%20%22binary%22")).Body);
        Assert.Equal("""{"values":[{"path":"big.psd"},{"path":"lib"}]}""", (await world.Ada.ReadAsync($"{root}?fields=values.path&sort=-size&pagelen=2")).Body);
        Assert.Equal("""{"values":[{"path":"bin/run.sh"}]}""", (await world.Ada.ReadAsync($"{root}?fields=values.path&max_depth=3&q=path%20~%20%22RUN%22%20AND%20type=%22commit_file%22%20AND%20commit.date%3E2025-01-01")).Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.ReadAsync($"{root}?q=nope=1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.ReadAsync($"{root}?sort=attributes")).Status);

        var meta = (await world.Ada.ReadAsync($"{root}bin/run.sh?format=meta&fields=%2Bcommit.date,%2Bcommit.message")).Json;
        Assert.Equal(("""["executable"]""", "files", "2026-01-01T00:00:00+00:00"),
            (meta.GetProperty("attributes").GetRawText(), meta.GetProperty("commit").GetProperty("message").GetString(), meta.GetProperty("commit").GetProperty("date").GetString()));
        Assert.Equal(
            """{"commit":{"repository":{"name":"rocket"},"properties":{}}}""", (await world.Ada.ReadAsync($"{root}link?format=meta&fields=commit.properties.*,commit.repository.name")).Body);
        var rendered = (await world.Ada.ReadAsync($"{root}README.md?format=rendered")).Json;
        Assert.Equal("""{"type":"rendered","raw":"# Hello *you*\n","markup":"markdown","html":"<h1>Hello <em>you</em></h1>"}""", rendered.GetRawText());
        Assert.Equal(Submodule, (await world.Ada.ReadAsync($"{root}lib")).Body);
        Assert.Equal("README.md", (await world.Ada.ReadAsync($"{root}link")).Body);

        var home = await world.Ada.ReadAsync($"{Rocket}/src?format=meta");
        Assert.Equal((HttpStatusCode.Found, true), (home.Status, home.Header("Location")!.EndsWith("/?format=meta", StringComparison.Ordinal)));
        Assert.Equal("commit_directory", (await world.Ada.ReadAsync(home.Header("Location")!)).Json.GetProperty("type").GetString());

        static (string?, long, string?, string) Facts(JsonElement entry) =>
            (entry.GetProperty("type").GetString(), entry.GetProperty("size").GetInt64(), entry.GetProperty("mimetype").GetString(), entry.GetProperty("attributes").GetRawText());

        static string Link(JsonElement entry, string name) => entry.GetProperty("links").GetProperty(name).GetProperty("href").GetString()!;
    }

    [Fact]
    public async Task A_file_answers_its_bytes_whole_in_part_and_not_again()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var hash = await world.CommitAsync(
            world.DocsPath, "feature/x", ("100644", "a/page.html", "<b>0123456789</b>"u8.ToArray()), ("100755", "a/run", "<b>0123456789</b>"u8.ToArray()), ("100644", "empty", []));
        await world.CommitAsync(world.DocsPath, "feat", ("100644", "other", "1"u8.ToArray()));
        await world.Git.TagAsync(world.DocsPath, "v1/x", "feature/x", "one");
        await world.Git.GitAsync(world.DocsPath, "update-ref", "refs/tags/feature", "refs/heads/feat");
        var file = $"{Docs}/src/{hash}/a/page.html";
        var anyone = world.Server.Client;

        var whole = await anyone.ReadAsync(file);
        var byBranch = await anyone.ReadAsync($"{Docs}/src/feature/x/a/page.html");
        var tag = whole.Header("ETag")!;
        Assert.Equal(("<b>0123456789</b>", "text/html", "attachment; filename=page.html; filename*=UTF-8''page.html"),
            (whole.Body, whole.ContentHeaders.ContentType!.ToString(), whole.ContentHeaders.ContentDisposition!.ToString()));
        Assert.Equal(("bytes", "public, max-age=31536000, immutable", "default-src 'none'; sandbox", "17"),
            (whole.Header("Accept-Ranges"), whole.Header("Cache-Control"), whole.Header("Content-Security-Policy"), whole.ContentHeaders.ContentLength?.ToString()));
        Assert.Equal((tag, "must-revalidate, max-age=0, private"), (byBranch.Header("ETag"), byBranch.Header("Cache-Control")));
        foreach (var dependent in (string[])[$"{Docs}/src/{hash}/a/", $"{file}?format=meta"])
            Assert.Equal("must-revalidate, max-age=0, private", (await anyone.ReadAsync(dependent)).Header("Cache-Control"));
        Assert.NotEqual(tag, (await anyone.ReadAsync($"{Docs}/src/{hash}/a/run")).Header("ETag"));
        foreach (var revision in (string[])["feature%2Fx", "v1/x", "refs/heads/feature/x", hash[..12], hash[..4], hash.ToUpperInvariant()])
            Assert.True((await anyone.ReadAsync($"{Docs}/src/{revision}/a/run")).Status == HttpStatusCode.OK, revision);
        Assert.Equal("1", (await anyone.ReadAsync($"{Docs}/src/feature/other")).Body);

        var head = await anyone.AskAsync(HttpMethod.Head, file);
        var known = await anyone.ReadAsync(file, ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.OK, "", 17L), (head.Status, head.Body, head.ContentHeaders.ContentLength));
        Assert.Equal((HttpStatusCode.NotModified, ""), (known.Status, known.Body));
        Assert.Equal(("", HttpStatusCode.OK), await PartAsync("", $"{Docs}/src/{hash}/empty"));
        Assert.Equal(("012", HttpStatusCode.PartialContent), await PartAsync("bytes=3-5", file));
        Assert.Equal(("</b>", HttpStatusCode.PartialContent), await PartAsync("bytes=-4", file));
        Assert.Equal(("9</b>", HttpStatusCode.PartialContent), await PartAsync("bytes=12-99", file));
        Assert.Equal((whole.Body, HttpStatusCode.OK), await PartAsync("bytes=0-1,3-4", file));
        Assert.Equal((whole.Body, HttpStatusCode.OK), await PartAsync("lines=0-1", file));
        Assert.Equal((whole.Body, HttpStatusCode.OK), await PartAsync("bytes=3-5", file, "\"other\""));
        Assert.Equal(("012", HttpStatusCode.PartialContent), await PartAsync("bytes=3-5", file, tag));
        Assert.Equal(("", HttpStatusCode.RequestedRangeNotSatisfiable), await PartAsync("bytes=17-", file));

        async Task<(string, HttpStatusCode)> PartAsync(string range, string path, string? condition = null)
        {
            var answer = await anyone.ReadAsync(path, range.Length == 0 ? [] : condition is null ? [("Range", range)] : [("Range", range), ("If-Range", condition)]);
            return (answer.Body, answer.Status);
        }
    }

    [Theory, EveryDatabase]
    public async Task What_is_not_there_or_not_to_be_seen_is_not_found_and_what_makes_no_sense_is_refused(TestDatabase database)
    {
        await using var world = await StartAsync(database);
        var empty = await world.Ada.ReadAsync($"{Rocket}/src");
        var hash = await world.CommitAsync(world.RocketPath, "main", ("100644", "a/b.txt", "1"u8.ToArray()), ("100644", "n.md", [0]));
        var scopeless = await world.Server.AsAsync(await world.Server.CreateUserAsync("zoe"), "account");

        Assert.Equal(HttpStatusCode.NotFound, empty.Status);
        foreach (var (path, text) in new[]
        {
            ("/src/nope/a", "Changeset not found."), ($"/src/{new string('0', 40)}/", "Changeset not found."), ("/src/main/a/c", "No such file or directory: a/c"),
            ("/src/main/a/b.txt/c", "No such file or directory: a/b.txt/c"), ("/filehistory/main/x", "No such file or directory: x"), ("/filehistory/nope/a", "Changeset not found."),
        })
            Assert.Equal((HttpStatusCode.NotFound, text), Refusal(await world.Ada.ReadAsync(Rocket + path)));

        foreach (var path in (string[])["/src", "/src/main/", $"/src/{hash}/a/b.txt", "/filehistory/main/a/b.txt"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.ReadAsync(Rocket + path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Server.Client.ReadAsync(Rocket + path)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await scopeless.ReadAsync(Rocket + path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync(path.Insert(0, "/2.0/repositories/acme/nope"))).Status);
        }

        foreach (var path in (string[])["/src/main/?format=x", "/src/main/?max_depth=0", "/src/main/?max_depth=x", "/src/main/?pagelen=101", "/src/main/?page=0", "/src/main/?page=cAAAA",
            "/src/main/?format=rendered", "/src/main/a/b.txt?format=rendered", "/src/main/n.md?format=rendered", "/filehistory/main/a", "/filehistory/main/a/b.txt?renames=perhaps"])
            Assert.True((await world.Bob.ReadAsync(Rocket + path)).Status == HttpStatusCode.BadRequest, path);

        static (HttpStatusCode, string?) Refusal(TestAnswer answer) => (answer.Status, answer.ErrorMessage);
    }

    [Fact]
    public async Task More_than_a_listing_may_hold_is_refused_with_the_bound()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var script = new StringBuilder("commit refs/heads/main\ncommitter A <a@x> 1 +0000\ndata 1\nx\n");
        for (var file = 0; file <= 50_500; file++)
            script.Append(System.Globalization.CultureInfo.InvariantCulture, $"M 100644 4b825dc642cb6eb9a060e54bf8d69288fbee4904 {(file < 500 ? "7" : "all")}/{file}\n");
        Assert.Equal(0, (await world.Git.RunAsync(world.RocketPath, Encoding.ASCII.GetBytes("blob\nmark :1\ndata 0\n\n" + script.Replace("4b825dc642cb6eb9a060e54bf8d69288fbee4904", ":1").Append('\n')), "fast-import", "--quiet")).Code);

        var wide = await world.Ada.ReadAsync($"{Rocket}/src/main/?max_depth=2");
        var narrow = await world.Ada.ReadAsync($"{Rocket}/src/main/7/?max_depth=2");
        var flat = await world.Ada.ReadAsync($"{Rocket}/src/main/all/");

        Assert.All([wide, flat], answer => Assert.Equal((555, true), ((int)answer.Status, answer.ErrorMessage!.Contains("50000", StringComparison.Ordinal))));
        Assert.Equal(500, narrow.Json.GetProperty("size").GetInt32());

        using var tree = new MemoryStream();
        for (var file = 0; tree.Length <= Mortise.Git.Trees.TreeReader.MaxTreeBytes; file++)
        {
            tree.Write(Encoding.ASCII.GetBytes($"100644 {file:D255}\0"));
            tree.Write(new byte[19]);
            tree.WriteByte(1);
        }

        var large = (await world.Git.RunAsync(world.RocketPath, tree.ToArray(), "hash-object", "-t", "tree", "-w", "--stdin")).Output.Trim();
        await world.Git.GitAsync(world.RocketPath, "update-ref", "refs/heads/large", await world.Git.GitAsync(world.RocketPath, "commit-tree", "-m", "x", large));
        foreach (var path in (string[])["/src/large/", "/src/large/x"])
        {
            var refused = await world.Ada.ReadAsync(Rocket + path);
            Assert.Equal((555, true), ((int)refused.Status, refused.ErrorMessage!.Contains("8388608", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_history_goes_on_under_the_older_name_and_pages()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var text = string.Concat(Enumerable.Range(0, 40).Select(line => $"line {line}\n"));
        var first = await world.Git.CommitAsync(world.RocketPath, "main", "made\n", ("README.txt", text));
        var second = await world.Git.CommitAsync(world.RocketPath, "main", "more\n", ("README.txt", text + "x\n"));
        var third = await world.Git.CommitAsync(world.RocketPath, "main", "moved\n", ("README.txt", null), ("docs/README.rst", text + "x\n"));
        await world.Git.CommitAsync(world.RocketPath, "main", "elsewhere\n", ("other", "1"));

        var all = (await world.Bob.ReadAsync($"{Rocket}/filehistory/main/docs/README.rst")).Json;
        var narrow = (await world.Bob.ReadAsync($"{Rocket}/filehistory/main/docs/README.rst?renames=false&fields=values.path,values.commit.date")).Body;
        var page = (await world.Bob.ReadAsync($"{Rocket}/filehistory/main/docs/README.rst?pagelen=2")).Json;
        var rest = (await world.Bob.ReadAsync(page.GetProperty("next").GetString()!)).Json;

        Assert.Equal(
            [(third, "docs/README.rst", text.Length + 2), (second, "README.txt", text.Length + 2), (first, "README.txt", text.Length)],
            all.GetProperty("values").EnumerateArray().Select(entry =>
                (entry.GetProperty("commit").GetProperty("hash").GetString()!, entry.GetProperty("path").GetString()!, entry.GetProperty("size").GetInt32())));
        Assert.Equal("""{"values":[{"path":"docs/README.rst","commit":{"date":"2026-01-01T00:03:00+00:00"}}]}""", narrow);
        var early = (await world.Bob.ReadAsync($"{Rocket}/filehistory/main/docs/README.rst?q=commit.date%3C%3D2026-01-01T00:02:00%2B00:00&pagelen=1&fields=values.commit.hash,next")).Json;
        var late = (await world.Bob.ReadAsync(early.GetProperty("next").GetString()!)).Json;
        var largest = (await world.Bob.ReadAsync($"{Rocket}/filehistory/main/docs/README.rst?sort=size&fields=values.commit.hash&pagelen=1")).Body;
        Assert.Equal((second, first), (Hash(early), Hash(late)));
        Assert.Equal($$$"""{"values":[{"commit":{"hash":"{{{first}}}"}}]}""", largest);
        Assert.Equal((2, 2), (page.GetProperty("values").GetArrayLength(), rest.GetProperty("page").GetInt32()));
        Assert.Equal(first, Assert.Single(rest.GetProperty("values").EnumerateArray()).GetProperty("commit").GetProperty("hash").GetString());
        Assert.False(rest.TryGetProperty("next", out _));

        static string? Hash(JsonElement listing) => listing.GetProperty("values")[0].GetProperty("commit").GetProperty("hash").GetString();
    }
}
