using System.Text.RegularExpressions;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>The lines of <c>docs/oauth.md</c>, run as they stand there.</summary>
public sealed partial class OAuthPageTests
{
    [Theory, EveryDatabase]
    public async Task Every_line_of_the_page_works(TestDatabase database)
    {
        Assert.SkipUnless(ForeignProcess.IsThere("curl"), "curl is not there; ./x test installs it");
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var acme = await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        var consumer = await server.ConsumerAsync("acme");
        var app = await SigningApp.InstallAsync(server, acme, "com.example.swap");
        var tokens = await server.TokensAsync(consumer, ada, "repository");
        (string Name, string Value)[] known =
        [
            ("HOST", server.Origin), ("KEY", consumer.Key), ("SECRET", consumer.Secret), ("CODE", await server.CodeAsync(consumer, ada)),
            ("REFRESH_TOKEN", tokens.Refresh!), ("TOKEN", tokens.Access), ("JWT", app.Sign("POST", OAuthWorld.TokenPath)["JWT ".Length..]),
        ];
        var lines = Block().Matches(await File.ReadAllTextAsync(SourceTree.Path("docs", "oauth.md"), TestContext.Current.CancellationToken))
            .Select(match => match.Groups["line"].Value).Where(line => !line.StartsWith("export", StringComparison.Ordinal)).ToArray();

        Assert.Equal(6, lines.Length);
        foreach (var line in lines)
        {
            var run = await CommandLine.BashAsync(string.Concat(known.Select(one => $"export {one.Name}='{one.Value}'; ")) + line);
            Assert.True(run.Code == 0, $"{line}: {run.Errors}");
            Assert.True(line.StartsWith("git", StringComparison.Ordinal) || run.Output.StartsWith('{'), $"{line}: {run.Output}");
        }
    }

    [GeneratedRegex("```sh\n(?<line>[^`]+)\n```", RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
