using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Repositories;

public sealed class ListRepositoriesTests
{
    [Theory, EveryDatabase]
    public async Task A_list_shows_what_the_caller_may_see_and_counts_no_more(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada, isPrivate: false);
        await server.AddMemberAsync("acme", bob);
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("acme/secret");
        await server.GrantAsync("acme/rocket", bob, "read");
        const string List = "/2.0/repositories/acme?fields=size,values.slug";

        Assert.Equal("""{"size":1,"values":[{"slug":"docs"}]}""", (await server.Client.ReadAsync(List)).Body);
        Assert.Equal("""{"size":2,"values":[{"slug":"docs"},{"slug":"rocket"}]}""", (await (await server.AsAsync(bob)).ReadAsync(List)).Body);
        Assert.Equal("""{"size":3,"values":[{"slug":"docs"},{"slug":"rocket"},{"slug":"secret"}]}""", (await (await server.AsAsync(ada)).ReadAsync(List)).Body);
        Assert.Equal("""{"size":1,"values":[{"slug":"rocket"}]}""", (await (await server.AsAsync(bob)).ReadAsync(List + "&role=member")).Body);
        Assert.Equal("""{"size":0,"values":[]}""", (await (await server.AsAsync(bob)).ReadAsync(List + "&role=contributor")).Body);
        Assert.Equal("""{"size":0,"values":[]}""", (await server.Client.ReadAsync(List + "&role=admin")).Body);
        Assert.Equal("""{"size":3,"values":[{"slug":"docs"},{"slug":"rocket"},{"slug":"secret"}]}""", (await (await server.AsAsync(ada)).ReadAsync(List + "&role=owner")).Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.ReadAsync(List + "&role=x")).Status);
    }

    [Theory, EveryDatabase]
    public async Task The_list_of_all_shows_public_ones_or_the_callers_own(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("other/docs", isPrivate: false);
        var client = await server.AsAsync(ada);

        Assert.Equal("""{"values":[{"full_name":"other/docs"}]}""", (await client.ReadAsync("/2.0/repositories?fields=values.full_name")).Body);
        Assert.Equal("""{"values":[{"full_name":"acme/rocket"}]}""", (await client.ReadAsync("/2.0/repositories?role=member&fields=values.full_name")).Body);
        Assert.Equal("""{"values":[]}""", (await client.ReadAsync("/2.0/repositories?after=2999-01-01T00:00:00%2B00:00&fields=values.full_name")).Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.ReadAsync("/2.0/repositories?after=soon")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Pages_join_into_the_whole_list(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        for (var i = 0; i < 5; i++)
            await server.CreateRepositoryAsync($"acme/r{i}", isPrivate: false);

        var slugs = new List<string?>();
        var next = "/2.0/repositories/acme?pagelen=2&fields=next,values.slug,values.owner.type";
        while (next is not null)
        {
            var page = await server.Client.ReadAsync(next);
            slugs.AddRange(page.Json.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("slug").GetString()));
            next = page.Json.TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        Assert.Equal(["r0", "r1", "r2", "r3", "r4"], slugs);
        var first = await server.Client.ReadAsync("/2.0/repositories/acme?pagelen=2&fields=next,values.slug");
        Assert.Equal($"{server.Origin}/2.0/repositories/acme?pagelen=2&fields=next%2Cvalues.slug&page=2", first.Json.GetProperty("next").GetString());
        var past = await server.Client.ReadAsync("/2.0/repositories/acme?page=99");
        Assert.Equal(HttpStatusCode.OK, past.Status);
        Assert.Equal(0, past.Json.GetProperty("values").GetArrayLength());
        Assert.False(past.Json.TryGetProperty("next", out _));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.ReadAsync("/2.0/repositories/acme?pagelen=101")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_list_shows_properties_when_asked_for(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);

        var list = await server.Client.ReadAsync("/2.0/repositories/acme?fields=%2Bvalues.properties.*");

        Assert.Equal("{}", list.Json.GetProperty("values")[0].GetProperty("properties").GetRawText());
        Assert.Equal("docs", list.Json.GetProperty("values")[0].GetProperty("slug").GetString());
    }

    [Theory, EveryDatabase]
    public async Task Permissions_are_effective_and_for_those_who_administer(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada, isPrivate: false);
        await server.AddMemberAsync("acme", bob);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.GrantAsync("acme/rocket", bob, "write");
        await server.GrantAsync("acme/rocket", ada, "read");
        var (owner, member) = (await server.AsAsync(ada), await server.AsAsync(bob));
        const string Asked = "?fields=values.permission,values.user.nickname";
        const string Both = """{"values":[{"permission":"admin","user":{"nickname":"ada"}},{"permission":"write","user":{"nickname":"bob"}}]}""";

        Assert.Equal(Both, (await owner.ReadAsync("/2.0/workspaces/acme/permissions/repositories" + Asked)).Body);
        Assert.Equal(Both, (await owner.ReadAsync("/2.0/workspaces/acme/permissions/repositories/rocket" + Asked)).Body);
        Assert.Equal("""{"values":[{"permission":"write","user":{"nickname":"bob"}}]}""", (await member.ReadAsync("/2.0/user/permissions/repositories" + Asked)).Body);
        Assert.Equal(
            """{"values":[{"permission":"admin","user":{"nickname":"ada"}}]}""", (await owner.ReadAsync("/2.0/user/workspaces/acme/permissions/repositories" + Asked)).Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.ReadAsync("/2.0/workspaces/acme/permissions/repositories")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.ReadAsync("/2.0/workspaces/acme/permissions/repositories/rocket")).Status);
    }
}
