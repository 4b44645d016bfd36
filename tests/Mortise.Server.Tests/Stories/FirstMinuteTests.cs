using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>What <c>./x run</c> prints, done as printed: the server, the demo seed and the sample app as processes of their own.</summary>
public sealed class FirstMinuteTests
{
    [Fact]
    public async Task Every_printed_curl_line_works_as_printed()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await HelloPanelProcess.StartAsync(directory);
        var seed = directory.Write("seed.yaml", (await File.ReadAllTextAsync(CommandLine.Own("demo-seed.yaml"))).Replace("http://127.0.0.1:3900", sample.Origin, StringComparison.Ordinal));
        var (server, origin) = await RunningProgram.ServeAsync(directory.At("data"), "--seed", seed);
        await using var stopping = server;

        var lines = (await server.OutputWithAsync("Install")).Split('\n');

        Assert.StartsWith("mortise 0.1  profile=dev  data=", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("app hello-panel is installed in workspace acme", StringComparison.Ordinal));
        var curls = lines.Where(line => line.Contains("curl ", StringComparison.Ordinal)).Select(line => line[line.IndexOf("curl ", StringComparison.Ordinal)..]).ToList();
        Assert.Equal(2, curls.Count);
        foreach (var curl in curls)
        {
            var result = await CommandLine.BashAsync(curl.Replace("curl ", "curl -sS --fail-with-body ", StringComparison.Ordinal));
            Assert.True(result.Code == 0, $"{curl}\n{result.Output}{result.Errors}");
            Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        }

        var tried = await CommandLine.BashAsync(curls[1]);
        var properties = JsonDocument.Parse(tried.Output).RootElement.GetProperty("properties");
        Assert.Equal("Hello, acme/rocket!", properties.GetProperty("hello-panel").GetProperty("hello").GetProperty("greeting").GetString());

        var cloned = await CommandLine.BashAsync($"git clone -q {origin}/acme/docs.git {directory.At("clone")}");
        Assert.True(cloned.Code == 0, cloned.Errors);
    }

    [Fact]
    public async Task A_second_start_keeps_the_app_as_it_is()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await HelloPanelProcess.StartAsync(directory);
        var seed = directory.Write("seed.yaml", (await File.ReadAllTextAsync(CommandLine.Own("demo-seed.yaml"))).Replace("http://127.0.0.1:3900", sample.Origin, StringComparison.Ordinal));
        var (first, _) = await RunningProgram.ServeAsync(directory.At("data"), "--seed", seed);
        var before = await CommandLine.MortiseAsync("app", "list", "--json", "--data", directory.At("data"));
        Assert.Equal(0, await first.StopAsync());
        await first.DisposeAsync();

        var (second, _) = await RunningProgram.ServeAsync(directory.At("data"), "--seed", seed);
        await using var stopping = second;
        var after = await CommandLine.MortiseAsync("app", "list", "--json", "--data", directory.At("data"));

        Assert.Equal(0, before.Code);
        Assert.Equal(before.Output, after.Output);
    }
}
