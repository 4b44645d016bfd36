using System.Text.Json;
using System.Text.RegularExpressions;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>The lines of <c>docs/apps.md</c> that are the app's own, run as they stand there.</summary>
public sealed partial class AppsPageTests
{
    [Theory, EveryDatabase]
    public async Task Every_line_of_the_app_works(TestDatabase database)
    {
        Assert.SkipUnless(ForeignProcess.IsThere("curl"), "curl is not there; ./x test installs it");
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        await server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = app.Key, descriptor_url = app.DescriptorUrl }));
        await server.InstallAsync(app, "acme");
        var moved = app.DescriptorUrl + "?moved";
        await server.AdminAsync(HttpMethod.Put, "/app-registrations/build-badges", JsonSerializer.Serialize(new { descriptor_url = moved }));
        var page = await File.ReadAllTextAsync(SourceTree.Path("docs", "apps.md"), TestContext.Current.CancellationToken);

        // The line that uninstalls the app comes last.
        var lines = Line().Matches(page).OrderBy(line => line.Groups["method"].Value == "DELETE").ToArray();
        Assert.Equal(4, lines.Length);
        foreach (var line in lines)
        {
            var method = line.Groups["method"] is { Success: true } named ? named.Value : "GET";
            var token = app.Sign(method, line.Groups["path"].Value);
            var run = await CommandLine.BashAsync($"export HOST='{server.Origin}' NEW_URL='{moved}' JWT='{token}'; {line.Groups["line"].Value}");

            Assert.True(run.Code == 0, $"{line.Groups["line"].Value}: {run.Errors}");
            Assert.Equal(method == "GET" ? $$"""{"client_key":"{{app.ClientKey}}"}""" : "", run.Output.Trim());
        }

        Assert.Equal(0, (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("size").GetInt32());
    }

    [GeneratedRegex("```sh\n(?<line>curl -fsS( -X (?<method>[A-Z]+))? \"\\$HOST(?<path>[^\"]+)\"[^`]*)\n```", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
