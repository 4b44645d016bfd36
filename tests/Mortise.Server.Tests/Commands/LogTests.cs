using System.Text.Json;
using System.Text.RegularExpressions;
using Mortise.Testing;

namespace Mortise.Server.Tests.Commands;

/// <summary>What <c>mortise serve</c> writes while it runs: one line for what somebody may ask about later, and nothing for the rest.</summary>
public sealed partial class LogTests
{
    [Fact]
    public async Task For_ones_own_machine_a_line_has_time_level_text_and_request_id()
    {
        using var directory = new TemporaryDirectory();
        var (server, origin) = await RunningProgram.ServeAsync(directory.Path);
        await using var stopping = server;
        using var client = new HttpClient();

        await CommandLine.MortiseAsync("workspace", "add", "acme", "--data", directory.Path);
        await CommandLine.MortiseAsync("app", "install", "http://127.0.0.1:1/descriptor.json", "--workspace", "acme", "--data", directory.Path);
        using (var fine = await client.GetAsync(origin + "/2.0/repositories"))
            await fine.Content.ReadAsStringAsync();

        var id = await RefusedAsync(client, origin);
        await server.StopAsync();

        var lines = server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches(Line(), lines[0]);
        Assert.Contains("An install on acme failed at step fetch: http://127.0.0.1:1/descriptor.json", lines[0], StringComparison.Ordinal);
        Assert.Matches(Line(), lines[1]);
        Assert.Contains("Refused an app's token at step Format", lines[1], StringComparison.Ordinal);
        Assert.EndsWith($"[{id}]", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_others_to_reach_each_line_is_json_with_the_request_id()
    {
        using var directory = new TemporaryDirectory();
        var (server, origin) = await RunningProgram.ServeAsync(directory.Path, "--profile", "server");
        await using var stopping = server;
        using var client = new HttpClient();

        var id = await RefusedAsync(client, origin);
        await server.StopAsync();

        var line = JsonDocument.Parse(Assert.Single(server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("Information", line.GetProperty("LogLevel").GetString());
        Assert.Equal("Format", line.GetProperty("State").GetProperty("Step").GetString());
        Assert.Equal(id, Assert.Single(line.GetProperty("Scopes").EnumerateArray()).GetProperty("RequestId").GetString());
    }

    /// <summary>Sends a token that is none; answers the id of the request.</summary>
    private static async Task<string> RefusedAsync(HttpClient client, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, origin + "/2.0/user");
        request.Headers.TryAddWithoutValidation("Authorization", "JWT nothing");
        using var answer = await client.SendAsync(request);
        return answer.Headers.GetValues("X-Request-Id").Single();
    }

    [GeneratedRegex(@"^\d\d:\d\d:\d\d  info   .*  \[[0-9a-f]{16}\]$")]
    private static partial Regex Line();
}
