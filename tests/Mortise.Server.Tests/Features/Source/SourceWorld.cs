using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>A server with the workspace <c>acme</c> of ada; bob may write to the private <c>rocket</c>, eve to nothing; <c>docs</c> is public.</summary>
internal sealed class SourceWorld : IAsyncDisposable
{
    public const string Rocket = "/2.0/repositories/acme/rocket";
    public const string Docs = "/2.0/repositories/acme/docs";

    private SourceWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public GitFixture Git { get; } = new();

    public required HttpClient Ada { get; init; }

    public required HttpClient Bob { get; init; }

    public required HttpClient Eve { get; init; }

    public required string RocketPath { get; init; }

    public required string DocsPath { get; init; }

    public static Task<SourceWorld> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) => StartAsync(database, replace: null, settings);

    /// <param name="replace">What the server has in the place of its own services.</param>
    public static async Task<SourceWorld> StartAsync(TestDatabase database, Action<IServiceCollection>? replace, params (string Key, string Value)[] settings)
    {
        var server = await TestServer.StartAsync(database, replace, settings);
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        var rocket = await server.CreateRepositoryAsync("acme/rocket");
        var docs = await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        await server.GrantAsync("acme/rocket", bob, "write");
        return new SourceWorld(server)
        {
            Ada = await server.AsAsync(ada),
            Bob = await server.AsAsync(bob),
            Eve = await server.AsAsync(eve),
            RocketPath = server.RepositoryPath(rocket),
            DocsPath = server.RepositoryPath(docs),
        };
    }

    /// <summary>One commit on a branch with files of any mode; the path may be quoted as fast-import has it.</summary>
    public async Task<string> CommitAsync(string path, string branch, params (string Mode, string Path, byte[] Content)[] files)
    {
        using var script = new MemoryStream();
        Write($"commit refs/heads/{branch}\ncommitter Ada <ada@example.com> 1767225600 +0000\ndata 5\nfiles\n");
        foreach (var (mode, file, content) in files)
        {
            Write(mode == "160000" ? $"M 160000 {Encoding.ASCII.GetString(content)} {file}\n" : string.Create(CultureInfo.InvariantCulture, $"M {mode} inline {file}\ndata {content.Length}\n"));
            if (mode != "160000")
            {
                script.Write(content);
                Write("\n");
            }
        }

        Write("\n");
        var run = await Git.RunAsync(path, script.ToArray(), "fast-import", "--quiet");
        return run.Code == 0 ? await Git.GitAsync(path, "rev-parse", $"refs/heads/{branch}") : throw new InvalidOperationException(run.Errors);

        void Write(string text) => script.Write(Encoding.UTF8.GetBytes(text));
    }

    public async ValueTask DisposeAsync()
    {
        Git.Dispose();
        await Server.DisposeAsync();
    }
}
