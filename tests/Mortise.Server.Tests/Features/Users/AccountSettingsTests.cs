using System.Net;
using System.Text.RegularExpressions;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Users;

public sealed partial class AccountSettingsTests
{
    private const string Profile = "/account/settings";
    private const string Security = Profile + "/security";
    private const string Tokens = Profile + "/tokens";

    [Theory, EveryDatabase]
    public async Task A_person_changes_name_password_sessions_and_tokens(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreatePersonAsync("ada");
        using var here = await server.BrowserOfAsync("ada");
        using var there = await server.BrowserOfAsync("ada");
        using var elsewhere = await server.BrowserOfAsync("ada");

        // The profile.
        (await here.SubmitAsync(Profile, ("displayname", " "), ("nickname", "ada"))).Refuses("A name has 1 to 255 characters");
        (await here.SubmitAsync(Profile, ("displayname", "Ada <Lovelace>"), ("nickname", "countess"))).LeadsTo(Profile + "?done=saved");
        var shown = await here.OpenAsync(Profile + "?done=saved");
        Assert.Contains("The changes are saved.", shown.Body, StringComparison.Ordinal);
        Assert.Contains("Ada &lt;Lovelace&gt;", shown.Body, StringComparison.Ordinal);

        // A session ends by its name, and no other person's does.
        await server.CreatePersonAsync("eve");
        using var eve = await server.BrowserOfAsync("eve");
        var names = SessionName().Matches((await here.OpenAsync(Security)).Body).Select(match => match.Groups["name"].Value).ToList();
        Assert.Equal(2, names.Count);
        await eve.SubmitAsync(Security + "?handler=End", ("session", names[0]));
        Assert.Equal(2, SessionName().Count((await here.OpenAsync(Security)).Body));
        (await here.SubmitAsync(Security + "?handler=End", ("session", names[0]))).LeadsTo(Security + "?done=ended");
        Assert.True(await IsIn(there) != await IsIn(elsewhere));

        // A new password takes the present one, and ends all sessions but this.
        (await here.SubmitAsync(Security + "?handler=Password", ("present", "wrong horse"), ("password", "staple battery"))).Refuses("The present password is wrong.");
        (await here.SubmitAsync(Security + "?handler=Password", ("present", SettingsWorld.Password), ("password", "short"))).Refuses("8 to 256");
        (await here.SubmitAsync(Security + "?handler=Password", ("present", SettingsWorld.Password), ("password", "staple battery"))).LeadsTo(Security + "?done=password");
        Assert.True(await IsIn(here));
        Assert.False(await IsIn(there) || await IsIn(elsewhere));
        using var again = new PlainBrowser(server);
        await again.SignInAsync("ada", "staple battery");
        Assert.True(await IsIn(eve));
    }

    [Theory, EveryDatabase]
    public async Task Tokens_are_shown_once_do_what_they_say_and_are_revoked_by_their_owner(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreatePersonAsync("ada");
        await server.CreatePersonAsync("eve");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        using var browser = await server.BrowserOfAsync("ada");
        using var eve = await server.BrowserOfAsync("eve");

        (await browser.SubmitAsync(Tokens, Form("api_token", "build", "read:repository:bitbucket", "soon"))).Refuses("Choose when it ends.");
        (await browser.SubmitAsync(Tokens, Form("api_token", "build", "everything", "30d"))).Refuses("'everything' is none");
        (await browser.SubmitAsync(Tokens, ("form.kind", "repository"), ("form.name", "x"))).Refuses("Choose what to make.");
        (await browser.SubmitAsync(Tokens, ("form.kind", "api_token"), ("form.name", "build"), ("form.expires", "30d"))).Refuses("Choose at least one scope.");
        var api = (await browser.SubmitAsync(Tokens, Form("api_token", "build <1>", "read:user:bitbucket", "30d"))).MadeSecret();
        var password = (await browser.SubmitAsync(Tokens, Form("app_password", "laptop", "account", "never"))).MadeSecret();
        var list = (await browser.OpenAsync(Tokens)).Body;

        Assert.DoesNotContain(api, list, StringComparison.Ordinal);
        Assert.Contains("build &lt;1&gt;", list, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.As(ada.Email, api).ReadAsync("/2.0/user")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.As(ada.Email, api).ReadAsync("/2.0/repositories/acme/rocket")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.As("ada", password).ReadAsync("/2.0/user")).Status);

        var revoke = RevokeForm().Matches(list).Select(match => WebUtility.HtmlDecode(match.Groups["query"].Value)).ToList();
        Assert.Equal(2, revoke.Count);
        foreach (var query in revoke)
            await eve.SendAsync(Tokens, Tokens + query);

        Assert.Equal(HttpStatusCode.OK, (await server.As("ada", password).ReadAsync("/2.0/user")).Status);
        foreach (var query in revoke)
            (await browser.SendAsync(Tokens, Tokens + query)).LeadsTo(Tokens + "?done=revoked");

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.As("ada", password).ReadAsync("/2.0/user")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.As(ada.Email, api).ReadAsync("/2.0/user")).Status);

        // Those of a repository open it and nothing else; those of the workspace open all of it.
        await server.CreateRepositoryAsync("acme/other");
        var ofRepository = server.WithBearer((await browser.SubmitAsync("/acme/rocket/admin/access-tokens", Form("repository", "deploy", "repository", "90d"))).MadeSecret());
        var ofWorkspace = server.WithBearer((await browser.SubmitAsync("/acme/workspace/settings/access-tokens", Form("workspace", "mirror", "repository", "90d"))).MadeSecret());
        Assert.Equal(HttpStatusCode.OK, (await ofRepository.ReadAsync("/2.0/repositories/acme/rocket")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ofRepository.ReadAsync("/2.0/repositories/acme/other")).Status);
        Assert.Equal(HttpStatusCode.OK, (await ofWorkspace.ReadAsync("/2.0/repositories/acme/other")).Status);
        Assert.DoesNotContain("mirror", (await browser.OpenAsync("/acme/rocket/admin/access-tokens")).Body, StringComparison.Ordinal);
    }

    private static (string, string)[] Form(string kind, string name, string scope, string expires) =>
        [("form.kind", kind), ("form.name", name), ("form.scopes", scope), ("form.expires", expires)];

    private static async Task<bool> IsIn(PlainBrowser browser) => (await browser.OpenAsync(Profile)).Status == HttpStatusCode.OK;

    [GeneratedRegex("name=\"session\" value=\"(?<name>[0-9a-f]{32})\"", RegexOptions.ExplicitCapture)]
    private static partial Regex SessionName();

    [GeneratedRegex("action=\"(?<query>\\?handler=Revoke[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex RevokeForm();
}
