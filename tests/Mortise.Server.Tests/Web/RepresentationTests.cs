using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

/// <summary>The members of each representation, all of them and no others: full where the object is asked for, condensed where it stands in another.</summary>
/// <remarks>Source: rest.md 15, 16.1 to 16.4 and 25. The published document requires hardly any member, so that it cannot show that one is missing.</remarks>
public sealed class RepresentationTests
{
    private const string User = "account_id display_name links nickname type uuid";
    private const string UserLinks = "avatar html self";
    private const string Workspace = "links name slug type uuid";
    private const string Project = "key links name type uuid";
    private const string Repository = "full_name links name type uuid";
    private const string FullRepository =
        "created_on description enforced_signed_commits fork_policy full_name has_issues has_wiki is_private language links mainbranch name override_settings owner "
        + "parent project scm size slug type updated_on uuid website workspace";

    private const string Membership = "added_on last_accessed links permission type user workspace";

    /// <summary>What is read, the path of an object in the answer, and its members in the order of the alphabet.</summary>
    private static readonly (string Read, string At, string Members)[] Shapes =
    [
        ("/2.0/user", "", "account_id account_status created_on display_name has_2fa_enabled is_staff links location nickname type username uuid website"),
        ("/2.0/user", "links", "avatar html repositories self"),
        ("/2.0/users/ada", "", "account_id account_status created_on display_name has_2fa_enabled is_staff links location nickname type uuid website"),
        ("/2.0/user/emails", "", "page pagelen size values"),
        ("/2.0/user/emails", "values.0", "email is_confirmed is_primary links type"),
        ("/2.0/user/emails/ada@example.com", "", "email is_confirmed is_primary links type"),
        ("/2.0/workspaces/acme", "", "created_on forking_mode is_privacy_enforced is_private links name slug type updated_on uuid"),
        ("/2.0/workspaces/acme", "links", "avatar html members owners projects repositories self snippets"),
        ("/2.0/workspaces", "values.0", "created_on forking_mode is_privacy_enforced is_private links name slug type updated_on uuid"),
        ("/2.0/user/workspaces", "values.0", "administrator type workspace"),
        ("/2.0/user/workspaces", "values.0.workspace", "links slug type uuid"),
        ("/2.0/user/workspaces", "values.0.workspace.links", "avatar self"),
        ("/2.0/workspaces/acme/members", "values.0", "links type user workspace"),
        ("/2.0/workspaces/acme/members", "values.0.user", User),
        ("/2.0/workspaces/acme/members", "values.0.user.links", UserLinks),
        ("/2.0/workspaces/acme/members", "values.0.workspace", Workspace),
        ("/2.0/workspaces/acme/members", "values.0.workspace.links", UserLinks),
        ("/2.0/workspaces/acme/members/ada", "", "links type user workspace"),
        ("/2.0/workspaces/acme/permissions", "values.0", Membership),
        ("/2.0/user/permissions/workspaces", "values.0", Membership),
        ("/2.0/user/workspaces/acme/permission", "", Membership),
        ("/2.0/workspaces/acme/projects/PROJ", "", "created_on description has_publicly_visible_repos is_private key links name owner type updated_on uuid workspace"),
        ("/2.0/workspaces/acme/projects/PROJ", "links", "avatar html repositories self"),
        ("/2.0/workspaces/acme/projects/PROJ", "owner", "display_name links type username uuid"),
        ("/2.0/workspaces/acme/projects/PROJ", "owner.links", UserLinks),
        ("/2.0/workspaces/acme/projects/PROJ", "workspace", Workspace),
        ("/2.0/workspaces/ada/projects/PROJ", "owner", User),
        ("/2.0/repositories/acme/rocket", "", FullRepository),
        ("/2.0/repositories/acme/rocket", "links", "avatar branches clone commits downloads forks hooks html pullrequests self source tags watchers"),
        ("/2.0/repositories/acme/rocket", "links.clone.0", "href name"),
        ("/2.0/repositories/acme/rocket", "owner", "display_name links type username uuid"),
        ("/2.0/repositories/acme/rocket", "workspace", Workspace),
        ("/2.0/repositories/acme/rocket", "project", Project),
        ("/2.0/repositories/acme/rocket", "project.links", UserLinks),
        ("/2.0/repositories/acme/rocket", "override_settings", "branching_model default_merge_strategy"),
        ("/2.0/repositories/acme/rocket?fields=%2Bowner.*", "owner.links", UserLinks),
        ("/2.0/repositories/acme/rocket?fields=owner.*,owner.links.*", "owner.links", "avatar html members projects repositories self"),
        ("/2.0/repositories/acme", "values.0", FullRepository),
        ("/2.0/repositories/acme?pagelen=1", "", "next page pagelen size values"),
        ("/2.0/repositories/acme?pagelen=1&page=2", "", "page pagelen previous size values"),
        ("/2.0/repositories/acme?page=9", "", "page pagelen previous size values"),
        ("/2.0/repositories/ada/notes", "owner", User),
        ("/2.0/user/permissions/repositories", "values.0", "permission repository type user"),
        ("/2.0/user/permissions/repositories", "values.0.repository", Repository),
        ("/2.0/user/permissions/repositories", "values.0.repository.links", UserLinks),
        ("/2.0/user/permissions/repositories", "values.0.user", User),
        ("/2.0/repositories/acme/nothing", "", "error type"),
        ("/2.0/repositories/acme/nothing", "error", "message"),
    ];

    [Theory, EveryDatabase]
    public async Task Each_object_has_its_members_and_no_others(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var client = await WorldAsync(server);

        foreach (var (read, at, members) in Shapes)
        {
            var found = Member((await client.ReadAsync(read)).Json, at);
            var names = string.Join(' ', found.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
            Assert.True(members == names, $"{read} {at}\n  has   {names}\n  wants {members}");
        }
    }

    [Theory, EveryDatabase]
    public async Task A_token_is_an_account_of_its_own(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await WorldAsync(server);

        var token = (await server.WithBearer(await server.AccessTokenAsync("acme/rocket")).ReadAsync("/2.0/user")).Json;

        Assert.Equal("app_user", token.GetProperty("type").GetString());
        Assert.Equal(
            ["account_id", "account_status", "created_on", "display_name", "kind", "links", "type", "uuid"],
            token.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<HttpClient> WorldAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        await server.CreateRepositoryAsync("ada/notes");
        return await server.AsAsync(ada);
    }

    /// <summary>A path of member names and indexes; empty: the value itself.</summary>
    private static JsonElement Member(JsonElement value, string path) =>
        path.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(value, (at, step) => at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : at.GetProperty(step));
}
