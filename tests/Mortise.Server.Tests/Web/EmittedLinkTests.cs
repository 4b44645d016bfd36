using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

public sealed class EmittedLinkTests
{
    [Theory, EveryDatabase]
    public async Task Self_and_avatar_links_answer_on_our_own_address(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("ada/notes");
        var client = await server.AsAsync(ada);
        string[] paths =
        [
            "/2.0/", "/2.0/user", "/2.0/user/emails", "/2.0/workspaces", "/2.0/user/workspaces", "/2.0/workspaces/acme/members", "/2.0/workspaces/acme/projects/PROJ",
            "/2.0/workspaces/ada/projects", "/2.0/repositories/acme/rocket?fields=*,owner.*,project.*,project.owner.*,workspace.*", "/2.0/repositories/ada?fields=%2Bvalues.owner.*",
        ];
        var links = new HashSet<string>();
        foreach (var path in paths)
        {
            var answer = await client.ReadAsync(path);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Body}");
            Gather(answer.Json, links);
        }

        Assert.True(links.Count > 10);
        foreach (var link in links)
        {
            Assert.StartsWith(server.Origin, link);
            Assert.True((await client.ReadAsync(link)).Status == HttpStatusCode.OK, link);
        }
    }

    [Fact]
    public async Task A_picture_can_do_nothing_but_be_looked_at()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var answer = await server.Client.ReadAsync("/account/%3Cscript%3E/avatar/");
        var again = await server.Client.ReadAsync("/account/%3Cscript%3E/avatar/64");

        Assert.Equal("image/svg+xml", answer.ContentHeaders.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'", answer.Header("Content-Security-Policy"));
        Assert.DoesNotContain("script", answer.Body);
        Assert.Equal(answer.Body, again.Body);
    }

    private static void Gather(JsonElement element, HashSet<string> links)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Gather(item, links);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;

        foreach (var member in element.EnumerateObject())
        {
            if (member.Name is "self" or "avatar" && member.Value.TryGetProperty("href", out var href))
                links.Add(href.GetString()!);
            else
                Gather(member.Value, links);
        }
    }
}
