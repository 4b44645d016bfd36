using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Http;

/// <summary><c>q</c> and <c>sort</c> over collections that a database holds (rest.md 11).</summary>
public sealed class CollectionQueryTests
{
    [Theory, EveryDatabase]
    public async Task Collections_are_filtered_and_sorted_by_what_they_show(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        await server.CreateProjectAsync("acme", "TWO");
        await server.CreateRepositoryAsync("acme/rocket", isPrivate: false);
        await server.CreateRepositoryAsync("acme/Docs_2", project: "TWO");
        await server.CreateRepositoryAsync("acme/docsX2", project: "TWO");
        await server.GrantAsync("acme/rocket", bob, "write");
        var client = await server.AsAsync(ada);
        async Task Answers(string path, string q, string sort, string shown, params string[] expected) =>
            Assert.Equal(expected, await ShownAsync(client, path, q, sort, shown));

        await Answers("/2.0/repositories/acme", "", "", "slug", "rocket", "docs_2", "docsx2");
        await Answers("/2.0/repositories/acme", "project.key = \"TWO\"", "-slug", "slug", "docsx2", "docs_2");
        await Answers("/2.0/repositories/acme", "slug ~ \"DOCS_\"", "", "slug", "docs_2");
        await Answers("/2.0/repositories/acme", "project = \"TWO\" and (is_private = false OR slug in (\"docsx2\"))", "", "slug", "docsx2");
        await Answers("/2.0/repositories/acme", "website = null AND size >= 0 AND created_on > 2001-01-01 AND scm = \"GIT\"", "name", "slug", "docs_2", "docsx2", "rocket");
        await Answers("/2.0/repositories/acme", "full_name != \"acme/rocket\" AND owner.uuid != null AND workspace = \"acme\"", "slug", "slug", "docs_2", "docsx2");
        await Answers("/2.0/repositories", "slug = \"rocket\"", "", "slug", "400");
        await Answers("/2.0/repositories?role=owner", "slug = \"rocket\"", "", "slug", "rocket");
        await Answers("/2.0/repositories", "", "-created_on", "slug", "rocket");
        await Answers("/2.0/workspaces/acme/projects", "name ~ \"w\"", "", "key", "TWO");
        await Answers("/2.0/workspaces", "is_private = true", "-slug", "slug", "ada", "acme");
        await Answers("/2.0/user/workspaces", "slug != \"ada\"", "", "workspace.slug", "acme");
        await Answers("/2.0/user/workspaces", "name = \"acme\"", "", "workspace.slug", "400");
        await Answers("/2.0/workspaces/acme/permissions", "permission=\"OWNER\"", "", "user.nickname", "ada");
        await Answers("/2.0/workspaces/acme/permissions", "permission < \"owner\"", "", "user.nickname", "bob");
        await Answers("/2.0/workspaces/acme/permissions", "", "-permission", "user.nickname", "ada", "bob");
        await Answers("/2.0/workspaces/acme/members", "user.email IN (\"bob@example.com\", \"eve@example.com\")", "", "user.nickname", "bob");
        await Answers("/2.0/workspaces/acme/members", $"user = \"{{{bob.Id:D}}}\"", "", "user.nickname", "bob");
        await Answers("/2.0/workspaces/acme/permissions/repositories", "permission = \"write\" AND repository.name = \"rocket\"", "", "user.nickname", "bob");
        await Answers("/2.0/user/permissions/repositories", "permission > \"write\"", "-repository.name", "repository.name", "rocket", "docsx2", "docs_2");
        await Answers("/2.0/user/emails", "is_primary = true", "-email", "email", "ada@example.com");

        // Pages put together are the list, whichever end of it a page is read from.
        foreach (var sort in (string[])["", "slug", "-slug", "-project.key", "website"])
        {
            var pages = new List<string>();
            for (var page = 1; page <= 3; page++)
                pages.AddRange(await ShownAsync(client, $"/2.0/repositories/acme?pagelen=1&page={page}", "", sort, "slug"));

            await Answers("/2.0/repositories/acme", "", sort, "slug", [.. pages]);
        }

        var ninetyOne = string.Join(", ", Enumerable.Range(0, 91).Select(at => $"\"p{at}@example.com\""));
        await Answers("/2.0/workspaces/acme/members", $"user.email IN ({ninetyOne})", "", "user.nickname", "400");
        client = await server.AsAsync(bob);
        await Answers("/2.0/workspaces/acme/members", "user.email = \"ada@example.com\"", "", "user.nickname", "403");
        await Answers("/2.0/workspaces/acme/members", "user.nickname = \"ada\"", "", "user.nickname", "ada");
        await Answers("/2.0/repositories/acme", "is_private = true OR slug != \"x\"", "", "slug", "rocket");
    }

    [Fact]
    public async Task A_refusal_names_the_place_and_what_was_expected_there()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateRepositoryAsync("acme/rocket", isPrivate: false);

        foreach (var (query, message, detail) in new[]
        {
            ("q=slug%20%3D%20%27x%27", "Invalid query", "At character 8: expected a value such as \"text\", 12, 2026-01-31T12:00:00Z, true or null, found a single quote (text stands in double quotes)."),
            ("q=size%3D%22x%22", "Invalid query", "At character 6: expected a number such as 12 or -3.5."),
            ("q=a%3D1&q=b%3D1", "Invalid query", "The parameter 'q' is given 2 times."),
            ("sort=name,slug", "Invalid sort", "A collection is sorted by one field; the request names several."),
            ("sort=-nope", "Invalid sort", "There is no field 'nope' here; there are created_on, description, fork_policy, full_name, has_issues, has_wiki, is_private, language, mainbranch, mainbranch.name, name, owner, …."),
        })
        {
            var answer = await server.Client.ReadAsync("/2.0/repositories/acme?" + query);

            Assert.Equal((HttpStatusCode.BadRequest, message), (answer.Status, answer.ErrorMessage));
            Assert.Equal(detail, answer.Json.GetProperty("error").GetProperty("detail").GetString());
        }
    }

    /// <summary>One member of each item, by its path; the status of an answer that is none.</summary>
    private static async Task<string[]> ShownAsync(HttpClient client, string path, string q, string sort, string shown)
    {
        var query = $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}q={Uri.EscapeDataString(q)}&sort={Uri.EscapeDataString(sort)}";
        var answer = await client.ReadAsync(path + query);
        if (answer.Status != HttpStatusCode.OK)
            return [((int)answer.Status).ToString()];

        var values = answer.Json.GetProperty("values").EnumerateArray().ToArray();
        Assert.Equal(path.Contains("pagelen=1&", StringComparison.Ordinal) ? 3 : values.Length, answer.Json.GetProperty("size").GetInt32());
        return [.. values.Select(value => shown.Split('.').Aggregate(value, (element, name) => element.GetProperty(name)).GetString()!)];
    }
}
