using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>What <c>./x publish</c> makes runs by itself.</summary>
public sealed class PublishTests
{
    [Fact]
    public async Task The_published_directory_starts_and_is_ready()
    {
        var directory = Directory.CreateTempSubdirectory("mortise-publish-").FullName;
        try
        {
            // What ReadyToRun brings is a quick start, which the benchmarks measure.
            var publish = await CommandLine.BashAsync($"READY_TO_RUN=false '{SourceTree.Path("x")}' publish '{directory}/program'");
            Assert.True(publish.Code == 0, publish.Output + publish.Errors);

            var origin = $"http://127.0.0.1:{CommandLine.FreePort()}";
            await using var server = await RunningProgram.StartAsync(
                Path.Combine(directory, "program", "mortise"),
                origin + "/readyz",
                ["serve", "--data", Path.Combine(directory, "data"), "--urls", origin, "--profile", "dev"]);

            Assert.Empty(server.Errors);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
