using Microsoft.Extensions.DependencyInjection;
using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Storage;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>A server with the workspace <c>acme</c> of ada; bob may write to the private <c>rocket</c>, and eve to nothing; <c>docs</c> is public.</summary>
/// <remarks>Everybody's app password is <c>NAME-secret</c> with the scope <c>repository:write</c>, and <c>NAME-reads</c> with <c>repository</c>.</remarks>
internal sealed class GitWorld : IAsyncDisposable
{
    private GitWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public GitFixture Fixture { get; } = new();

    public Guid Acme { get; } = Guid.CreateVersion7();

    public Guid Rocket { get; } = Guid.CreateVersion7();

    public Guid Docs { get; } = Guid.CreateVersion7();

    public Database Database => Server.Services.GetRequiredService<Database>();

    public GitRepository RocketGit => new(Server.Services.GetRequiredService<DataDirectory>().RepositoryPath(Rocket));

    public static async Task<GitWorld> StartAsync(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var world = new GitWorld(await TestServer.StartAsync(database, settings));
        await world.SeedAsync();
        return world;
    }

    /// <summary>The address of a repository with a credential in it; null: none.</summary>
    public string Url(string repository, string? credential = null) =>
        $"{(credential is null ? Server.Origin : Server.Origin.Replace("http://", $"http://{credential}@", StringComparison.Ordinal))}/acme/{repository}";

    /// <summary>The address of <c>rocket</c> for one of the three.</summary>
    public string RocketOf(string user) => Url("rocket.git", $"{user}:{user}-secret");

    public Task<string?> MainBranchAsync() =>
        Database.ReadAsync(session => session.ScalarAsync<string>("SELECT main_branch FROM repositories WHERE id = @Rocket", new { Rocket }), CancellationToken.None);

    public Task<long> OpenIntentsAsync() =>
        Database.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM reference_intents"), CancellationToken.None);

    public async Task AddCredentialAsync(Credentials kind, string secret, string scopes, Guid? user = null, Guid? repository = null) =>
        await Server.Services.GetRequiredService<CredentialStore>().AddAsync(
            new NewCredential(Guid.CreateVersion7(), kind, secret, user, user is null ? Acme : null, null, repository, scopes, null), secret, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Fixture.Dispose();
        await Server.DisposeAsync();
    }

    private async Task SeedAsync()
    {
        var project = Guid.CreateVersion7();
        var bob = Guid.Empty;
        await InsertAsync("INSERT INTO workspaces (id, slug, name, kind, is_private, created_on, updated_on) VALUES (@Acme, 'acme', 'Acme', 'team', @no, 1, 1)", new { Acme, no = false });
        await InsertAsync("INSERT INTO projects (workspace_id, id, key, name, description, is_private, created_on, updated_on) VALUES (@Acme, @project, 'P', 'P', '', @no, 1, 1)", new { Acme, project, no = false });
        foreach (var name in (string[])["ada", "bob", "eve"])
        {
            var id = Guid.CreateVersion7();
            bob = name == "bob" ? id : bob;
            await InsertAsync("INSERT INTO users (id, username, account_id, nickname, display_name, account_status, is_staff, created_on) VALUES (@id, @name, @name, @name, @name, 'active', @no, 1)", new { id, name, no = false });
            await AddCredentialAsync(Credentials.AppPassword, $"{name}-secret", "repository:write", id);
            await AddCredentialAsync(Credentials.AppPassword, $"{name}-reads", "repository", id);
            if (name == "ada")
                await InsertAsync("INSERT INTO workspace_members (workspace_id, user_id, role, added_on) VALUES (@Acme, @id, 'owner', 1)", new { Acme, id });
        }

        foreach (var (id, slug, hidden) in new[] { (Rocket, "rocket", true), (Docs, "docs", false) })
        {
            await GitRepository.InitAsync(Server.Services.GetRequiredService<DataDirectory>().RepositoryPath(id), BranchName.Parse("main"));
            await InsertAsync(
                """
                INSERT INTO repositories (workspace_id, id, slug, name, description, language, is_private, project_id, fork_policy, has_issues, has_wiki, size, created_on, updated_on)
                VALUES (@Acme, @id, @slug, @slug, '', '', @hidden, @project, 'allow_forks', @no, @no, 0, 1, 1)
                """,
                new { Acme, id, slug, hidden, project, no = false });
        }

        await InsertAsync("INSERT INTO repository_permissions (workspace_id, repository_id, user_id, permission) VALUES (@Acme, @Rocket, @bob, 2)", new { Acme, Rocket, bob });
    }

    public Task InsertAsync(string sql, object parameters) => Database.WriteAsync(write => write.ExecuteAsync(sql, parameters), CancellationToken.None);
}
