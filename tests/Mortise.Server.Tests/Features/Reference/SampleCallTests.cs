using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Reference.Catalog;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Reference;

/// <summary>The samples of the reference are calls: each is run by bash and curl as it is printed, but for the secret.</summary>
public sealed class SampleCallTests
{
    /// <summary>What the world of this test has, under the names that samples use.</summary>
    private static readonly string[] Known = ["workspace", "repo_slug", "project_key", "username", "member", "email", "commit", "linker_key", "value_id", "addon_key", "path"];

    [Fact]
    [Requirement("A4")]
    public async Task Every_sample_works_as_it_is_printed()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, null, ("Mortise:Signing", "true"));
        var (token, app, commit) = await SeedAsync(server);
        var operations = server.Services.GetRequiredService<ReferenceCatalog>().Groups.SelectMany(group => group.Operations)
            .OrderBy(one => one.Method switch { "GET" => 0, "PUT" => 1, "POST" => 2, _ => 3 }).ThenByDescending(one => one.Path.Contains("{repo_slug}", StringComparison.Ordinal)).ThenByDescending(one => one.Path.Length).ToArray();

        var faults = new List<string>();
        foreach (var (operation, status, answer) in await RunAsync(server, operations, token, app, commit))
        {
            if (!IsSound(operation, status, answer))
                faults.Add($"{operation.Method} {operation.Path}: {status} {answer}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>Never a refusal of the credential, the method or the address; fulfilled where the world has what the sample names.</summary>
    private static bool IsSound(ReferenceOperation operation, int status, string answer)
    {
        if (status is 401 or 403 or 405 or >= 500 || answer.Contains("There is no resource at", StringComparison.Ordinal))
            return false;

        var isExpected = operation.Body is not null || (operation.Method == "GET" && operation.PathParameters.All(parameter => Known.Contains(parameter.Name)));
        return status is >= 200 and < 400 || !isExpected;
    }

    private static async Task<(string Token, TestApp App, string Commit)> SeedAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateUserAsync("bob");
        await server.CreateWorkspaceAsync("acme", ada);
        var repository = await server.CreateRepositoryAsync("acme/rocket");
        using var fixture = new GitFixture();
        var commit = await fixture.CommitAsync(server.RepositoryPath(repository), "main", "the first", ("README.md", "# Rocket\n"));
        var app = server.Own(await TestApp.StartAsync("hello-panel"));
        app.Descriptor["modules"] = new JsonObject
        {
            ["linkers"] = new JsonArray(new JsonObject
            {
                ["key"] = "issues",
                ["name"] = new JsonObject { ["value"] = "Issues" },
                ["regex"] = @"((?K)\-\d+)",
                ["url"] = @"/browse/\1",
                ["type"] = "href",
            }),
        };
        await server.InstallAsync(app, "acme");
        await app.PutAsync("/2.0/addon/linkers/issues/values", """["BB"]""");
        return (await server.ApiTokenAsync(ada), app, commit);
    }

    /// <summary>All in one shell, one after another.</summary>
    private static async Task<IReadOnlyList<(ReferenceOperation Operation, int Status, string Answer)>> RunAsync(
        TestServer server, IReadOnlyList<ReferenceOperation> operations, string token, TestApp app, string commit)
    {
        var script = new StringBuilder();
        foreach (var operation in operations)
        {
            var call = SampleCall.Of(operation, server.Origin)
                .Replace(SampleCall.Secret, token, StringComparison.Ordinal)
                .Replace(SampleCall.Commit, commit, StringComparison.Ordinal)
                .Replace(SampleCall.Jwt, app.Sign(operation.Method, "/2.0" + SampleCall.PathOf(operation).Replace(SampleCall.Commit, commit, StringComparison.Ordinal)), StringComparison.Ordinal);
            script.Append(call).Append(" --silent --max-time 20 --write-out $'\\036%{http_code}\\037'\n");
        }

        var run = await CommandLine.BashAsync(script.ToString());
        var answers = run.Output.Split('\u001f', StringSplitOptions.RemoveEmptyEntries);
        return [.. operations.Zip(answers, (operation, answer) => (operation, int.Parse(answer.Split('\u001e')[^1]), answer.Split('\u001e')[0]))];
    }
}
