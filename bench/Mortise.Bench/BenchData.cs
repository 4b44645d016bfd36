using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Secrets;
using Mortise.Server.Platform.Storage;

namespace Mortise.Bench;

/// <summary>A data directory with one workspace, one repository and one installed app whose secret is known.</summary>
internal sealed class BenchData : IDisposable
{
    public const string AppKey = "bench-app";
    public const string ClientKey = "connection:17";
    public const string Secret = "bench0123456789abcdef0123456789abcdef0123456789abcdef0123456789a";

    private const string Descriptor = """
        {"key": "bench-app", "name": "Bench", "baseUrl": "http://127.0.0.1", "authentication": {"type": "jwt"},
         "modules": {"linkers": [{"key": "issues", "regex": "((?K)\\-\\d+)", "url": "/browse/\\1"}]}}
        """;

    private readonly Guid repository = Guid.NewGuid();

    private BenchData(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>The bare repository <c>acme/rocket</c>, empty.</summary>
    public string RepositoryPath => new DataDirectory(Directory).RepositoryPath(repository);

    public static async Task<BenchData> CreateAsync()
    {
        var data = new BenchData(System.IO.Directory.CreateTempSubdirectory("mortise-bench-").FullName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Mortise:Data", data.Directory), new("Mortise:Profile", "dev")]);
        await using var app = MortiseHost.Build(builder);
        var database = app.Services.GetRequiredService<Database>();
        await database.MigrateAsync(CancellationToken.None);
        var secret = app.Services.GetRequiredService<SecretSealer>().Seal(Secret);
        await database.WriteAsync(
            write => write.ExecuteAsync(Rows, new { Workspace = Guid.NewGuid(), Project = Guid.NewGuid(), Repository = data.repository, Installation = Guid.NewGuid(), AppKey, ClientKey, secret, now = 1L, descriptor = Encoding.UTF8.GetBytes(Descriptor) }),
            CancellationToken.None);
        await GitRepository.InitAsync(data.RepositoryPath, BranchName.Parse("main"));
        return data;
    }

    public IEnumerable<string> ServeArguments(int port) => ["serve", "--data", Directory, "--urls", $"http://127.0.0.1:{port}", "--profile", "dev"];

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private const string Rows = """
        INSERT INTO workspaces (id, slug, name, kind, is_private, created_on, updated_on) VALUES (@Workspace, 'acme', 'Acme', 'team', 0, @now, @now);
        INSERT INTO projects (workspace_id, id, key, name, description, is_private, created_on, updated_on)
            VALUES (@Workspace, @Project, 'MAIN', 'Main', '', 0, @now, @now);
        INSERT INTO repositories (workspace_id, id, slug, name, description, language, is_private, project_id, fork_policy, has_issues, has_wiki, size, created_on, updated_on)
            VALUES (@Workspace, @Repository, 'rocket', 'Rocket', '', '', 1, @Project, 'allow_forks', 0, 0, 0, @now, @now);
        INSERT INTO installations (workspace_id, id, number, app_key, client_key, state, descriptor_url, descriptor, scopes, secret, created_on, updated_on)
            VALUES (@Workspace, @Installation, 17, @AppKey, @ClientKey, 'active', 'http://127.0.0.1/descriptor.json', @descriptor, 'repository pullrequest:write', @secret, @now, @now)
        """;
}
