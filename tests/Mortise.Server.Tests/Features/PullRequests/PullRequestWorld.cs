using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Git;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary><see cref="GitWorld"/> with a few branches in <c>acme/rocket</c>, and clients of its people.</summary>
internal sealed class PullRequestWorld : IAsyncDisposable
{
    public const string All = "/2.0/repositories/acme/rocket/pullrequests";

    private PullRequestWorld(GitWorld git) => (Git, Rocket) = (git, git.RocketGit);

    public GitWorld Git { get; }

    public TestServer Server => Git.Server;

    /// <summary>Also after the server has been stopped.</summary>
    public GitRepository Rocket { get; }

    public HttpClient Ada { get; private set; } = null!;

    public HttpClient Bob { get; private set; } = null!;

    public HttpClient Eve { get; private set; } = null!;

    /// <summary><c>main</c> with one file, and <c>feature</c> one commit ahead of it; pushed, so that the rows know.</summary>
    public static Task<PullRequestWorld> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) => StartAsync(database, replace: null, settings);

    /// <param name="replace">What the server has in the place of its own services.</param>
    public static async Task<PullRequestWorld> StartAsync(TestDatabase database, Action<IServiceCollection>? replace, params (string Key, string Value)[] settings)
    {
        var world = new PullRequestWorld(await GitWorld.StartAsync(database, replace, settings));
        world.Ada = await world.Server.AsAsync(world.Git.User("ada"));
        world.Bob = await world.Server.AsAsync(world.Git.User("bob"));
        world.Eve = await world.Server.AsAsync(world.Git.User("eve"));
        await world.Git.Fixture.InitAsync("work.git");
        await world.CommitAsync("main", "first\n", ("README", "hello\n"));
        await world.BranchAsync("feature", "main", ("feature.txt", "one\n"));
        await world.PushAsync("main", "feature");
        return world;
    }

    public string Work => Git.Fixture.PathOf("work.git");

    public Task<string> CommitAsync(string branch, string message, params (string Path, string? Content)[] files) =>
        Git.Fixture.CommitAsync(Work, branch, message, files);

    /// <summary>A branch one commit ahead of another.</summary>
    public async Task<string> BranchAsync(string branch, string from, params (string Path, string? Content)[] files)
    {
        await Git.Fixture.GitAsync(Work, "branch", branch, from);
        return await CommitAsync(branch, $"{branch} works\n", files);
    }

    public Task PushAsync(params string[] refs) => Git.Fixture.GitAsync(Work, ["push", "--quiet", "--force", Git.RocketOf("ada"), .. refs]);

    public Task<string> RocketAsync(params string[] arguments) => Git.Fixture.GitAsync(Rocket.Path, arguments);

    public async Task<TestAnswer> OpenAsync(string source, string more = "", HttpClient? by = null) =>
        await (by ?? Ada).AskAsync(HttpMethod.Post, All, $$$"""{"title": "Merge {{{source}}}", "source": {"branch": {"name": "{{{source}}}"}}{{{more}}}}""");

    public async Task<JsonElement> ReadAsync(long number, string query = "") => (await Ada.ReadAsync($"{All}/{number}{query}")).Json;

    public async ValueTask DisposeAsync()
    {
        Ada.Dispose();
        Bob.Dispose();
        Eve.Dispose();
        await Git.DisposeAsync();
    }
}
