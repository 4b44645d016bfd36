using Microsoft.Extensions.DependencyInjection;
using Mortise.Git;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>A server with the workspace <c>acme</c> of ada; bob may write to the private <c>rocket</c>, and eve to nothing; <c>docs</c> is public.</summary>
internal sealed class GitWorld : IAsyncDisposable
{
    private readonly Dictionary<string, string> logins = new(StringComparer.Ordinal);

    private readonly Dictionary<string, TestUser> users = new(StringComparer.Ordinal);

    private GitWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public GitFixture Fixture { get; } = new();

    public Guid Acme { get; private set; }

    public Guid Rocket { get; private set; }

    public Database Database => Server.Services.GetRequiredService<Database>();

    public GitRepository RocketGit => new(Server.RepositoryPath(Rocket));

    public static Task<GitWorld> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) => StartAsync(database, replace: null, settings);

    /// <param name="replace">What the server has in the place of its own services.</param>
    public static async Task<GitWorld> StartAsync(TestDatabase database, Action<IServiceCollection>? replace, params (string Key, string Value)[] settings)
    {
        var world = new GitWorld(await TestServer.StartAsync(database, replace, settings));
        var server = world.Server;
        var ada = await world.AddUserAsync("ada");
        var bob = await world.AddUserAsync("bob");
        await world.AddUserAsync("eve");
        world.Acme = await server.CreateWorkspaceAsync("acme", ada);
        world.Rocket = await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        await server.GrantAsync("acme/rocket", bob, "write");
        return world;
    }

    /// <summary>The address of a repository of <c>acme</c>.</summary>
    /// <param name="login"><c>ada</c> for her app password, <c>ada reads</c> for the one that may only read, or any <c>name:secret</c>; null: none.</param>
    public string Url(string repository, string? login = null) => $"{OriginOf(login)}/acme/{repository}";

    /// <summary>The address of <c>rocket</c> for one of the three.</summary>
    public string RocketOf(string user) => Url("rocket.git", user);

    /// <summary>The server's origin with a login in it, as <see cref="Url"/> reads it.</summary>
    public string OriginOf(string? login) => login is null
        ? Server.Origin
        : Server.Origin.Replace("http://", $"http://{logins.GetValueOrDefault(login, login)}@", StringComparison.Ordinal);

    /// <summary>The <c>name:secret</c> of a login.</summary>
    public string Login(string login) => logins[login];

    /// <summary>One of the three.</summary>
    public TestUser User(string name) => users[name];

    public Task<string?> MainBranchAsync() =>
        Database.ReadAsync(session => session.ScalarAsync<string>("SELECT main_branch FROM repositories WHERE id = @Rocket", new { Rocket }), CancellationToken.None);

    public Task<long> OpenIntentsAsync() =>
        Database.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM reference_intents"), CancellationToken.None);

    public Task ExecuteAsync(string sql, object parameters) => Database.WriteAsync(write => write.ExecuteAsync(sql, parameters), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Fixture.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<TestUser> AddUserAsync(string name)
    {
        var user = users[name] = await Server.CreateUserAsync(name);
        logins[name] = $"{name}:{await Server.AppPasswordAsync(user, "repository:write")}";
        logins[$"{name} reads"] = $"{name}:{await Server.AppPasswordAsync(user, "repository")}";
        return user;
    }
}
