using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Testing;
using static Mortise.Server.Tests.Features.Source.SourceWorld;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>What is left of a request whose client has gone, or takes nothing of its answer.</summary>
public sealed class DepartedClientTests
{
    /// <summary>More than fits between git and a client that reads nothing.</summary>
    private const int Much = 24 * 1024 * 1024;

    [Fact]
    public async Task The_git_of_a_client_that_leaves_or_reads_nothing_amid_an_archive_or_a_clone_ends()
    {
        var clock = new FakeClock(stands: true);
        await using var world = await StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock));
        var noise = new byte[Much];
        new Random(7).NextBytes(noise);
        var hash = await world.CommitAsync(world.DocsPath, "main", ("100644", "noise", noise));
        var fetch = $"0032want {hash}\n00000009done\n";
        var archive = $"GET /acme/docs/get/{hash}.zip HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var clone = "POST /acme/docs.git/git-upload-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-git-upload-pack-request\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {fetch.Length}\r\n\r\n{fetch}");

        foreach (var (git, request) in new[] { ("archive", archive), ("upload-pack", clone) })
        {
            using var leaving = await AskAsync(world, git, request);
            leaving.Close();
            Assert.Empty(await EndAsync(world, static () => { }));
        }

        // As long as no time passes nobody is cut off; then who has taken nothing for minutes is.
        using var first = await AskAsync(world, "archive", archive);
        using var second = await AskAsync(world, "upload-pack", clone);
        Assert.Empty(await EndAsync(world, () => clock.Advance(TimeSpan.FromSeconds(10))));
        Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync(Docs)).Status);
    }

    /// <summary>A client that has sent a request and reads nothing of the answer, once git is at work for it.</summary>
    private static async Task<TcpClient> AskAsync(SourceWorld world, string git, string request)
    {
        var client = new TcpClient { LingerState = new LingerOption(true, 0) };
        var origin = new Uri(world.Server.Origin);
        await client.ConnectAsync(origin.Host, origin.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        await Eventually.SeeAsync(() => GitsAt(world.DocsPath), seen => seen.Any(line => line.Contains(git, StringComparison.Ordinal)), $"git {git}");
        return client;
    }

    private static Task<IReadOnlyList<string>> EndAsync(SourceWorld world, Action meanwhile) => Eventually.SeeAsync(
        () =>
        {
            meanwhile();
            return GitsAt(world.DocsPath);
        },
        static seen => seen.Count == 0,
        "end of git");

    /// <summary>The command lines of those that work in a repository; readers of objects are kept on purpose, for whoever comes next.</summary>
    private static IReadOnlyList<string> GitsAt(string repository)
    {
        var found = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget == repository
                    && File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ') is var line && !line.Contains("cat-file", StringComparison.Ordinal) && line.Length > 0)
                    found.Add(line);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is somebody else's.
            }
        }

        return found;
    }
}
