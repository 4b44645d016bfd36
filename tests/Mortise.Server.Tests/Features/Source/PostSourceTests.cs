using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mortise.Server.Features.Source.Uploads;
using Mortise.Testing;
using static Mortise.Server.Tests.Features.Source.SourceWorld;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>POST …/src.</summary>
public sealed class PostSourceTests
{
    private const string Src = Rocket + "/src";

    [Theory, EveryDatabase]
    public async Task Files_become_commits_on_branches_old_and_new(TestDatabase database)
    {
        await using var world = await StartAsync(database);
        Task<string> GitAsync(params string[] arguments) => world.Git.GitAsync(world.RocketPath, arguments);

        // The first commit of an empty repository is its root, and its branch the main one.
        var root = await FormAsync(world.Bob, ("/path/to/me.txt", "Lorem\u00e4 ipsum."), ("message", "Initial commit"), ("branch", "trunk"), ("author", "Erik Zijst <erik@example.com>"));
        Assert.True(root.Status == HttpStatusCode.Created, root.Body);
        var first = root.Header("Location")!.Split('/')[^1];
        Assert.Equal($"{world.Server.Origin}{Rocket}/commit/{first}", root.Header("Location"));
        Assert.Equal("Initial commit", (await world.Bob.ReadAsync(root.Header("Location")!)).Json.GetProperty("message").GetString());
        Assert.Equal("trunk", (await world.Ada.ReadAsync(Rocket)).Json.GetProperty("mainbranch").GetProperty("name").GetString());
        Assert.Equal("Erik Zijst <erik@example.com>  bob", await GitAsync("show", "-s", "--format=%an <%ae> %P %cn", "trunk"));
        Assert.Equal("Lorem\u00e4 ipsum.", (await world.Ada.ReadAsync($"{Src}/trunk/path/to/me.txt")).Body);

        // Bytes, modes and removals, all in one commit upon the tip.
        byte[] noise = [0, 255, 13, 10, 45, 45];
        var second = await PartsAsync(
            world.Bob, ("form-data; name=\"bin/run\"; filename=\"run\"; x-attributes=\"executable\"", noise), ("form-data; name=\"/message\"; filename=\"x\"", "a file"u8.ToArray()),
            ("form-data; name=\"message\"", "second"u8.ToArray()), ("form-data; name=\"/with \u00e4 [*]\"", "text"u8.ToArray()), ("form-data; name=\"files\"", "/path/to/me.txt"u8.ToArray()),
            ("form-data; name=\"parents\"", Encoding.ASCII.GetBytes(first)), ("attachment; filename=\"README.txt\"; x-attributes:\"link\"", "README"u8.ToArray()));
        Assert.True(second.Status == HttpStatusCode.Created, second.Body);
        Assert.Equal(
            ["100644 message", "100644 with \u00e4 [*]", "100755 bin/run", "120000 README.txt"],
            (await GitAsync("-c", "core.quotePath=false", "ls-tree", "-r", "--format=%(objectmode) %(path)", "trunk")).Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(noise, await world.Bob.GetByteArrayAsync(new Uri($"{world.Server.Origin}{Src}/trunk/bin/run"), TestContext.Current.CancellationToken));
        Assert.Equal($"{first} second", await GitAsync("show", "-s", "--format=%P %s", "trunk"));

        // A new branch begins at the main branch or at the parent that is named, with files or without.
        var side = await FormAsync(world.Bob, ("branch", "feature/x"), ("new.txt", "1"));
        var bare = await world.Bob.AskAsync(HttpMethod.Post, $"{Src}?branch=empty&parents={first[..12]}&message=nothing");
        var replaced = await FormAsync(world.Bob, ("files", "message"), ("files", "bin/run"), ("message/deep", "2"));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created), (side.Status, bare.Status, replaced.Status));
        Assert.Equal(await GitAsync("rev-parse", "trunk~1"), await GitAsync("rev-parse", "feature/x~1"));
        Assert.Equal(first, await GitAsync("rev-parse", "empty~1"));
        Assert.Equal("", await GitAsync("diff", "empty~1", "empty"));
        Assert.Equal("README.txt message/deep with \u00e4 [*]", (await GitAsync("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "trunk")).Replace('\n', ' '));

        // Who is no person signs with a name of their own.
        using var token = world.Server.WithBearer(await world.Server.AccessTokenAsync("acme/rocket"));
        Assert.Equal(HttpStatusCode.Created, (await FormAsync(token, ("ci", "1"))).Status);
        Assert.StartsWith("test token", await GitAsync("show", "-s", "--format=%an", "trunk"));
        Assert.Equal("", await GitAsync("fsck", "--strict", "--no-dangling"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(world.RocketPath, "objects"), "tmp_*"));

        Task<TestAnswer> FormAsync(HttpClient client, params (string Name, string Value)[] fields) => PostSourceTests.FormAsync(client, Src, fields);
        Task<TestAnswer> PartsAsync(HttpClient client, params (string Disposition, byte[] Content)[] parts) => PostSourceTests.PartsAsync(client, Src, parts);
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_committed_is_refused_and_changes_nothing(TestDatabase database)
    {
        await using var world = await StartAsync(database, ("Source:MaxUploadBytes", "300000"), ("Source:MaxUploadFiles", "5"));
        var old = await world.CommitAsync(world.RocketPath, "old", ("100644", "z", "0"u8.ToArray()));
        var tip = await world.CommitAsync(
            world.RocketPath, "main", ("100644", "a/b", "1"u8.ToArray()), ("160000", "sub", Encoding.ASCII.GetBytes(old)), ("100644", "c", "2"u8.ToArray()));
        using var reads = await world.Server.AsAsync(await world.Server.CreateUserAsync("kim"), "repository");

        foreach (var (fields, status, text) in new ((string, string)[], HttpStatusCode, string)[]
        {
            ([("x", "1"), ("parents", old)], HttpStatusCode.Conflict, tip), ([("x", "1"), ("parents", new string('1', 40))], HttpStatusCode.BadRequest, "parents"),
            ([("x", "1"), ("parents", tip), ("parents", old)], HttpStatusCode.BadRequest, "several"), ([("x", "1"), ("branch", "a..b")], HttpStatusCode.BadRequest, "a..b"),
            ([("x", "1"), ("branch", "old"), ("parents", tip)], HttpStatusCode.Conflict, old), ([("x", "1"), ("branch", "old/er")], HttpStatusCode.BadRequest, "stands in the way"),
            ([("x", "1"), ("branch", "b1"), ("branch", "b2")], HttpStatusCode.BadRequest, "twice"), ([("message", "nothing")], HttpStatusCode.BadRequest, "nothing to commit"),
            ([("../x", "1")], HttpStatusCode.BadRequest, "'..'"), ([("a/.git/x", "1")], HttpStatusCode.BadRequest, "'.git'"), ([("a//x", "1")], HttpStatusCode.BadRequest, "between every two"),
            ([("git~1", "1")], HttpStatusCode.BadRequest, "hasDotgit"), ([("/", "1")], HttpStatusCode.BadRequest, "not empty"), ([("x", "1"), ("/x", "2")], HttpStatusCode.BadRequest, "sent twice"),
            ([("x", "1"), ("x/y", "2")], HttpStatusCode.BadRequest, "files below it"), ([("a", "1")], HttpStatusCode.BadRequest, "directory of this name"),
            ([("c/d", "1")], HttpStatusCode.BadRequest, "file of this name"), ([("sub", "1")], HttpStatusCode.BadRequest, "submodule"), ([("files", "sub")], HttpStatusCode.BadRequest, "submodule"),
            ([("files", "nope")], HttpStatusCode.BadRequest, "nope"), ([("files", "a")], HttpStatusCode.BadRequest, "no file 'a'"), ([("x", "1"), ("author", "Ada")], HttpStatusCode.BadRequest, "Name <address>"),
            ([(string.Concat(Enumerable.Repeat("d/", 100)) + "x", "1")], HttpStatusCode.BadRequest, "at most 100 names"),
            ([.. Enumerable.Repeat(("x", "1"), 11)], HttpStatusCode.BadRequest, "Source:MaxUploadFiles"),
            ([("1", ""), ("2", ""), ("3", ""), ("4", ""), ("5", ""), ("6", "")], HttpStatusCode.BadRequest, "at most 5"), ([("x", "1"), ("message", new string('m', 65_537))], HttpStatusCode.BadRequest, "65536"),
        })
        {
            var answer = await FormAsync(world.Bob, Src, fields);
            Assert.True(answer.Status == status && answer.Body.Contains(text, StringComparison.Ordinal), $"{fields[0]} {fields[^1].Item1}: {(int)answer.Status} {answer.Body}");
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PartsAsync(world.Bob, Src, ("form-data; name=\"big\"; filename=\"b\"", new byte[300_001]))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PartsAsync(world.Bob, Src, ("form-data; name=\"x\"; filename=\"b\"; x-attributes=\"subrepository\"", [1]))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PartsAsync(world.Bob, Src, ("form-data; name=\"x\"; filename=\"b\"; x-attributes=\"link\"", new byte[5000]))).Status);
        Assert.Contains("Source:MaxUploadFiles", (await PartsAsync(world.Bob, Src, [.. Enumerable.Repeat(("form-data; name=\"..\"; filename=\"b\"", new byte[1]), 11)])).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await world.Bob.AskAsync(HttpMethod.Post, Src, "{}")).Status);
        Assert.Equal(400, (await world.Server.SendAsync("POST", Src, [("Authorization", world.Bob.DefaultRequestHeaders.Authorization!.ToString()), ("Content-Type", "multipart/form-data; boundary=x"), ("Content-Length", "11")], "--x\r\nbroken")).Status);
        foreach (var (client, status) in new[] { (world.Eve, HttpStatusCode.NotFound), (reads, HttpStatusCode.Forbidden), (world.Server.Client, HttpStatusCode.Unauthorized) })
            Assert.Equal(status, (await FormAsync(client, Src, ("x", "1"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await FormAsync(world.Eve, Docs + "/src", ("x", "1"))).Status);
        Assert.Equal($"{tip} refs/heads/main\n{old} refs/heads/old", await world.Git.GitAsync(world.RocketPath, "for-each-ref", "--format=%(objectname) %(refname)"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(world.RocketPath, "objects"), "tmp_*"));
    }

    [Fact]
    public void The_paths_of_a_request_have_a_hundred_thousand_names_together_and_no_more()
    {
        var upload = new SourceUpload(mostFiles: SourceUpload.MostNames);
        var deep = string.Concat(Enumerable.Repeat("d/", 99));

        for (var file = 0; file < SourceUpload.MostNames / 100; file++)
            Assert.NotNull(upload.PathOf(Encoding.ASCII.GetBytes($"{deep}{file}")));

        Assert.Null(upload.Problem);
        Assert.Null(upload.PathOf("one-more"u8));
        Assert.Equal(400, upload.Problem?.Status);
    }

    [Fact]
    public async Task Uploads_at_the_same_time_to_one_branch_all_arrive()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        await world.CommitAsync(world.RocketPath, "main", ("100644", "first", "1"u8.ToArray()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => FormAsync(world.Bob, Src, ($"files/{number}", "x"))));

        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.Created, answer.Body));
        Assert.Equal("7", await world.Git.GitAsync(world.RocketPath, "rev-list", "--count", "main"));
        Assert.Equal(7, (await world.Git.GitAsync(world.RocketPath, "ls-tree", "-r", "--name-only", "main")).Split('\n').Length);
    }

    private static Task<TestAnswer> FormAsync(HttpClient client, string path, params (string Name, string Value)[] fields) =>
        SendAsync(client, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    private static async Task<TestAnswer> PartsAsync(HttpClient client, string path, params (string Disposition, byte[] Content)[] parts)
    {
        using var body = new MemoryStream();
        foreach (var (disposition, content) in parts)
        {
            var id = disposition.StartsWith("attachment", StringComparison.Ordinal) ? "Content-ID: \"/README.txt\"\r\n" : "";
            body.Write(Encoding.UTF8.GetBytes($"--xYx\r\nContent-Disposition: {disposition}\r\n{id}\r\n"));
            body.Write(content);
            body.Write("\r\n"u8);
        }

        body.Write("--xYx--\r\n"u8);
        var form = new ByteArrayContent(body.ToArray());
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=xYx");
        return await SendAsync(client, path, form);
    }

    private static async Task<TestAnswer> SendAsync(HttpClient client, string path, HttpContent content)
    {
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return new TestAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
