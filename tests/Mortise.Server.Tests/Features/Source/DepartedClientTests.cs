using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Mortise.Testing;
using static Mortise.Server.Tests.Features.Source.SourceWorld;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>What is left of a request whose client has gone.</summary>
public sealed class DepartedClientTests
{
    /// <summary>More than fits between git and a client that reads nothing.</summary>
    private const int Much = 24 * 1024 * 1024;

    [Fact]
    public async Task The_git_of_a_client_that_leaves_amid_an_archive_or_a_clone_ends_with_it()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var noise = new byte[Much];
        new Random(7).NextBytes(noise);
        var hash = await world.CommitAsync(world.DocsPath, "main", ("100644", "noise", noise));
        var fetch = $"0032want {hash}\n00000009done\n";

        foreach (var (git, request) in new[]
        {
            ("archive", $"GET /acme/docs/get/{hash}.zip HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            ("upload-pack", "POST /acme/docs.git/git-upload-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-git-upload-pack-request\r\n"
                + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {fetch.Length}\r\n\r\n{fetch}")),
        })
        {
            using var socket = new TcpClient { LingerState = new LingerOption(true, 0) };
            var origin = new Uri(world.Server.Origin);
            await socket.ConnectAsync(origin.Host, origin.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            await Eventually.SeeAsync(() => GitsAt(world.DocsPath), seen => seen.Any(line => line.Contains(git, StringComparison.Ordinal)), $"git {git}");

            socket.Close();

            Assert.Empty(await Eventually.SeeAsync(() => GitsAt(world.DocsPath), static seen => seen.Count == 0, $"end of git {git}"));
        }
    }

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
