using System.Net;
using Mortise.Server.Features.Webhooks;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

public sealed class SettingsAccessTests
{
    /// <summary>A page without forms of its own, for a token of the forms.</summary>
    private const string AnyForm = "/site/signout";

    [Fact]
    public async Task Settings_are_for_those_who_administer_them_and_hidden_from_strangers()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var (ada, bob) = (await server.CreatePersonAsync("ada"), await server.CreatePersonAsync("bob"));
        await server.CreatePersonAsync("eve");
        var acme = await server.CreateWorkspaceAsync("acme", ada);
        var rocket = await server.CreateRepositoryAsync("acme/rocket");
        await server.AddMemberAsync("acme", bob);
        await server.GrantAsync("acme/rocket", bob, "write");
        await server.Get<GroupStore>().AddAsync(acme, "crew", null, CancellationToken.None);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var installation = (await server.AdminAsync(HttpMethod.Get, "/apps?workspace=acme")).Json.GetProperty("values")[0].GetProperty("id").GetString()!;
        async Task<string> HookAsync(Guid? repository) =>
            (await server.Get<WebhookStore>().AddAsync(
                new Webhook { WorkspaceId = acme, RepositoryId = repository, Url = app.Origin, Events = ["repo:push"] }, null, CancellationToken.None)).Hook!.Id.ToString("D");
        var (ofWorkspace, ofRepository) = (await HookAsync(null), await HookAsync(rocket));

        var patterns = server.Endpoints().Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Where(IsSettings).Distinct(StringComparer.Ordinal).ToList();
        var paths = patterns.ConvertAll(pattern => pattern
            .Replace("{workspace:workspace}", "acme", StringComparison.Ordinal).Replace("{repo_slug}", "rocket", StringComparison.Ordinal)
            .Replace("{group_slug}", "crew", StringComparison.Ordinal).Replace("{project_key}", "PROJ", StringComparison.Ordinal)
            .Replace("{uid}", pattern.Contains("/admin/", StringComparison.Ordinal) ? ofRepository : ofWorkspace, StringComparison.Ordinal)
            .Replace("{id}", installation, StringComparison.Ordinal));
        using var owner = await server.BrowserOfAsync("ada");
        using var member = await server.BrowserOfAsync("bob");
        using var stranger = await server.BrowserOfAsync("eve");
        using var nobody = new PlainBrowser(server);

        Assert.True(paths.Count >= 20, string.Join('\n', paths));
        foreach (var path in paths)
        {
            var isOwn = path.StartsWith("/account/", StringComparison.Ordinal);
            (await nobody.OpenAsync(path)).LeadsTo("/site/signin?next=" + Uri.EscapeDataString(path));
            await AnswersAsync(member, path, isOwn ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
            await AnswersAsync(stranger, path, isOwn ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            var shown = await AnswersAsync(owner, path, HttpStatusCode.OK);
            Assert.Contains("frame-ancestors 'none'", shown.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotContain("style=", shown.Body, StringComparison.Ordinal);
        }

        // Writing goes through the same gate, with a sound token of the forms.
        foreach (var path in paths.Where(path => !path.StartsWith("/account/", StringComparison.Ordinal)))
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await member.SendAsync(AnyForm, path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(AnyForm, path)).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await owner.PostAsync(path)).Status);
        }
    }

    private static bool IsSettings(string pattern) =>
        !pattern.StartsWith("/_/", StringComparison.Ordinal) && !pattern.StartsWith("/2.0", StringComparison.Ordinal) && !pattern.Contains("/addon/", StringComparison.Ordinal)
        && (pattern.Contains("/workspace/settings", StringComparison.Ordinal) || pattern.Contains("/{repo_slug}/admin", StringComparison.Ordinal)
            || pattern.StartsWith("/account/settings", StringComparison.Ordinal));

    private static async Task<TestAnswer> AnswersAsync(PlainBrowser browser, string path, HttpStatusCode status)
    {
        var answer = await browser.OpenAsync(path);
        Assert.True(answer.Status == status, $"{path}: {answer.Status}");
        return answer;
    }
}
