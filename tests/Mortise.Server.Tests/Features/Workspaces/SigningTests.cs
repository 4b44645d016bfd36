using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Workspaces.Signing;
using Mortise.Server.Platform.Data;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Workspaces;

/// <summary>GET /2.0/workspaces/{workspace}/settings/gpg/public-key, and the signatures that it belongs to.</summary>
public sealed class SigningTests
{
    private const string PublicKey = "/2.0/workspaces/acme/settings/gpg/public-key";
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task What_the_host_writes_is_signed_by_the_key_that_it_shows(TestDatabase database)
    {
        Assert.SkipUnless(ForeignProcess.IsThere("gpg"), "gpg is not there; ./x test installs it");
        await using var world = await GitWorld.StartAsync(database, ("Mortise:Signing", "true"));
        var (server, fixture) = (world.Server, world.Fixture);
        using var ada = await server.AsAsync(world.User("ada"));
        using var eve = await server.AsAsync(world.User("eve"));
        var work = await fixture.InitAsync("work.git");
        await fixture.CommitAsync(work, "main", "first\n", ("README", "hello\n"));
        foreach (var branch in (string[])["joined", "squashed"])
        {
            await fixture.GitAsync(work, "branch", branch, "main");
            await fixture.CommitAsync(work, branch, $"{branch}\n", ($"{branch}.txt", "one\n"));
        }

        await fixture.GitAsync(work, "push", "--quiet", world.RocketOf("ada"), "main", "joined", "squashed");

        // Two nodes that need a key at once agree on one.
        var nodes = Enumerable.Range(0, 2).Select(_ => ActivatorUtilities.CreateInstance<WorkspaceSigner>(server.Services)).ToArray();
        var keys = await Task.WhenAll(nodes.Select(node => node.GetAsync(world.Acme, TestContext.Current.CancellationToken)));
        var shown = await ada.ReadAsync(PublicKey);
        await MergeAsync(ada, "joined", "merge_commit");
        var merge = await world.Fixture.GitAsync(world.RocketGit.Path, "rev-parse", "main");
        await MergeAsync(ada, "squashed", "squash");
        var squash = await world.Fixture.GitAsync(world.RocketGit.Path, "rev-parse", "main");
        using var form = new FormUrlEncodedContent([new("notes.txt", "by upload"), new("message", "Notes\n")]);
        using var uploaded = await ada.PostAsync(new Uri($"{server.Origin}{Rocket}/src"), form, TestContext.Current.CancellationToken);
        var upload = await world.Fixture.GitAsync(world.RocketGit.Path, "rev-parse", "main");

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (shown.Status, shown.Header("Content-Type")!.Split(';')[0]));
        Assert.All(keys, key => Assert.Equal(shown.Body, key!.PublicKey));
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        Assert.EndsWith(upload, uploaded.Headers.Location!.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(fixture.PathOf("key.asc"), shown.Body, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await ForeignProcess.RunAsync("gpg", ["--homedir", Home(fixture), "--batch", "--import", fixture.PathOf("key.asc")])).Code);
        foreach (var commit in (string[])[merge, squash, upload])
        {
            var run = await world.Fixture.TryGitAsync(world.RocketGit.Path, "verify-commit", "--raw", commit);
            Assert.True(run.Code == 0 && run.Errors.Contains("GOODSIG", StringComparison.Ordinal), run.Errors);
        }

        Assert.True((await world.RocketGit.FsckAsync(TestContext.Current.CancellationToken)).Sound);
        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound),
            ((await server.Client.ReadAsync(PublicKey)).Status, (await eve.ReadAsync(PublicKey)).Status, (await ada.ReadAsync(PublicKey.Replace("acme", "nope", StringComparison.Ordinal))).Status));

        // The private key is sealed; and one that can no longer be opened loses no commit.
        var db = server.Services.GetRequiredService<Database>();
        Assert.Equal(1, await db.WriteAsync(write => write.ExecuteAsync("UPDATE signing_keys SET private_key = @nothing", new { nothing = new byte[] { 1, 2, 3 } }), default));
        var blind = ActivatorUtilities.CreateInstance<WorkspaceSigner>(server.Services);
        Assert.Null(await blind.FindAsync(world.Acme, TestContext.Current.CancellationToken));
        Assert.Equal(shown.Body, await ActivatorUtilities.CreateInstance<SigningKeyStore>(server.Services).GetPublicAsync(world.Acme, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_host_that_does_not_sign_has_no_key_and_says_why()
    {
        await using var world = await GitWorld.StartAsync(TestDatabase.Sqlite, ("Mortise:Signing", "false"));
        using var ada = await world.Server.AsAsync(world.User("ada"));

        var answer = await ada.ReadAsync(PublicKey);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("Mortise:Signing", answer.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task MergeAsync(HttpClient ada, string branch, string strategy)
    {
        var opened = await ada.AskAsync(HttpMethod.Post, $"{Rocket}/pullrequests", $$$$"""{"title": "x", "source": {"branch": {"name": "{{{{branch}}}}"}}}""");
        var merged = await ada.AskAsync(HttpMethod.Post, $"{Rocket}/pullrequests/{opened.Json.GetProperty("id").GetInt32()}/merge", $$$"""{"merge_strategy": "{{{strategy}}}"}""");
        Assert.Equal(HttpStatusCode.OK, merged.Status);
    }

    /// <summary>Where git of the fixture has its gpg look.</summary>
    private static string Home(GitFixture fixture) =>
        Directory.CreateDirectory(fixture.PathOf(".gnupg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
