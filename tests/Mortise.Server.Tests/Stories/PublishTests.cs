using System.Diagnostics;
using System.Net;
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
            var publish = await RunAsync(SourceTree.Path("x"), ["publish", Path.Combine(directory, "program")]);
            Assert.True(publish.Code == 0, publish.Output);

            var port = FreePort();
            using var server = Start(
                Path.Combine(directory, "program", "mortise"),
                ["serve", "--data", Path.Combine(directory, "data"), "--urls", $"http://127.0.0.1:{port}", "--profile", "dev"]);
            var status = await WaitUntilReadyAsync($"http://127.0.0.1:{port}/readyz", server);
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, status);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<HttpStatusCode> WaitUntilReadyAsync(string url, Process server)
    {
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 300 && !server.HasExited; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return HttpStatusCode.ServiceUnavailable;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
