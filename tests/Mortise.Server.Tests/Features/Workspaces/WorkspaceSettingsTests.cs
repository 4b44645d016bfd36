using System.Net;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Workspaces;

public sealed class WorkspaceSettingsTests
{
    private const string Root = "/acme/workspace/settings";

    [Theory, EveryDatabase]
    public async Task Owners_settle_name_members_groups_and_consumers(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = (await server.CreatePersonAsync("ada"), await server.CreatePersonAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        using var browser = await server.BrowserOfAsync("ada");

        // Name and privacy.
        (await browser.SubmitAsync(Root, ("name", ""))).Refuses("A workspace has a name");
        (await browser.SubmitAsync(Root, ("name", "Acme Inc."))).LeadsTo(Root + "?done=saved");
        Assert.Contains("Acme Inc.", (await server.Client.ReadAsync("/2.0/workspaces/acme")).Body, StringComparison.Ordinal);
        (await browser.SubmitAsync("/ada/workspace/settings", ("name", "Somebody else"), ("isprivate", "true"))).LeadsTo("/ada/workspace/settings?done=saved");
        Assert.DoesNotContain("Somebody else", (await browser.OpenAsync("/ada/workspace/settings")).Body, StringComparison.Ordinal);

        // Members: the last owner stays, and who goes takes nothing along.
        var members = Root + "/members";
        (await browser.SubmitAsync(members + "?handler=Add", ("person", "nobody"), ("role", "member"))).Refuses("Nobody on this host");
        (await browser.SubmitAsync(members + "?handler=Add", ("person", "bob"), ("role", "member"))).LeadsTo(members + "?done=added");
        (await browser.SubmitAsync(members + "?handler=Add", ("person", "bob"), ("role", "owner"))).Refuses("a member already");
        (await browser.SubmitAsync($"{members}?handler=Remove&id={ada.Id}")).Refuses("at least one owner");
        (await browser.SubmitAsync($"{members}?handler=Role&id={ada.Id}", ("role", "member"))).Refuses("at least one owner");

        // Groups.
        (await browser.SubmitAsync(Root + "/groups", ("name", "!!"))).Refuses("The slug of a group");
        (await browser.SubmitAsync(Root + "/groups", ("name", "The Crew"))).LeadsTo(Root + "/groups/the-crew?done=added");
        (await browser.SubmitAsync(Root + "/groups/the-crew?handler=Add", ("person", "eve"))).Refuses("No member of the workspace");
        (await browser.SubmitAsync(Root + "/groups/the-crew?handler=Add", ("person", "bob"))).LeadsTo(Root + "/groups/the-crew?done=added");
        await server.GrantAsync("acme/rocket", bob, "write");
        (await browser.SubmitAsync($"{members}?handler=Remove&id={bob.Id}")).LeadsTo(members + "?done=removed");
        Assert.DoesNotContain("Remove bob", (await browser.OpenAsync(Root + "/groups/the-crew")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await server.AsAsync(bob)).ReadAsync("/2.0/repositories/acme/rocket")).Status);
        (await browser.SubmitAsync(Root + "/groups/the-crew?handler=Delete")).LeadsTo(Root + "/groups?done=removed");

        // Consumers: a secret is shown once, and only those of the workspace can be touched.
        var consumers = Root + "/oauth-consumers";
        (await browser.SubmitAsync(consumers, ("form.name", "site"), ("form.callbackurl", "javascript:alert(1)"))).Refuses("A callback URL is an absolute address");
        var made = await browser.SubmitAsync(consumers, ("form.name", "site"), ("form.callbackurl", "https://site.example.com/back"), ("form.scopes", "account"), ("form.isprivate", "true"));
        var key = System.Text.RegularExpressions.Regex.Match(made.Body, "Its key is <code>(\\w+)</code>").Groups[1].Value;
        Assert.StartsWith("mrtk_", made.MadeSecret(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.MadeSecret(), (await browser.OpenAsync(consumers)).Body, StringComparison.Ordinal);
        using var other = await server.BrowserOfAsync("bob");
        foreach (var handler in new[] { "Rotate", "Delete" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.SubmitAsync($"/bob/workspace/settings/oauth-consumers?handler={handler}&key={key}")).Status);

        Assert.NotEqual(made.MadeSecret(), (await browser.SubmitAsync($"{consumers}?handler=Rotate&key={key}")).MadeSecret());
        (await browser.SubmitAsync($"{consumers}?handler=Delete&key={key}")).LeadsTo(consumers + "?done=removed");

        // Whoever gives the workspace away does not see its settings any more.
        (await browser.SubmitAsync(members + "?handler=Add", ("person", "bob"), ("role", "owner"))).LeadsTo(members + "?done=added");
        (await browser.SubmitAsync($"{members}?handler=Role&id={ada.Id}", ("role", "member"))).LeadsTo("/acme/");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.OpenAsync(members)).Status);
    }
}
