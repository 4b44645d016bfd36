using Microsoft.Playwright;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

public sealed class PullRequestJourneyTests(Chromium chromium)
{
    private const string Pages = "/acme/rocket/pull-requests";

    [BrowserFact]
    public async Task A_pull_request_goes_from_its_form_over_comment_task_and_approval_to_the_merge()
    {
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite);
        foreach (var user in (string[])["ada", "bob"])
            await world.Server.PasswordAsync(world.Git.User(user));

        await using (var bob = await chromium.OpenAsync(world.Server))
            await OpenRequestAsync(bob, world.Git.User("ada"));

        await using var ada = await chromium.OpenAsync(world.Server);
        await ada.SignInAsync("ada", SignedIn.Password);
        await CommentAsync(ada);
        await DiscussAsync(ada);
        await MergeAsync(ada);

        var merged = await world.ReadAsync(1);
        Assert.Equal("MERGED", merged.GetProperty("state").GetString());
        Assert.Equal(3, merged.GetProperty("comment_count").GetInt32());
        Assert.Equal("Merged by hand", (await world.RocketAsync("log", "-1", "--format=%s", "main")).Trim());
        Assert.Equal("", (await world.RocketAsync("branch", "--list", "feature")).Trim());
    }

    private static async Task OpenRequestAsync(BrowserTab tab, TestUser reviewer)
    {
        await tab.SignInAsync("bob", SignedIn.Password);
        await tab.GoAsync($"{Pages}/new?source=feature");
        await tab.Page.FillAsync("#title", "");
        await tab.Page.FillAsync("#title", "A feature by hand");
        await tab.Page.FillAsync("#description", "It is **bold**.");
        await tab.Page.ClickAsync("button:has-text('Preview')");
        Assert.Equal("bold", await tab.Page.InnerTextAsync(".preview strong"));
        await tab.Page.CheckAsync($"input[value='{{{reviewer.Id:D}}}']");
        await tab.Page.ClickAsync("button:has-text('Create pull request')");
        await tab.Page.WaitForURLAsync("**/pull-requests/1");
        Assert.Equal("A feature by hand", await tab.Page.InnerTextAsync("h1"));
        tab.AssertSound();
    }

    /// <summary>On a line with the pointer, on another by keyboard alone.</summary>
    private static async Task CommentAsync(BrowserTab tab)
    {
        await tab.GoAsync($"{Pages}/1/diff");
        await tab.Page.HoverAsync("tr.added .code");
        await tab.Page.ClickAsync(".comment-on-line");
        await tab.Page.FillAsync("[data-new-inline] textarea", "Why one?");
        Assert.Equal("inline.start_to", await tab.Page.GetAttributeAsync("[data-new-inline] input[type=number]", "name"));
        await SendAsync(tab, () => tab.Page.ClickAsync("[data-new-inline] button.primary"));
        Assert.Contains("Why one?", await tab.Page.InnerTextAsync("tr.diff-remark"));

        await tab.Page.FocusAsync(".comment-on-file");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Keyboard.TypeAsync("On all of it");
        await SendAsync(tab, () => tab.Page.Locator("[data-new-inline] button.primary").PressAsync("Enter"));
        Assert.Contains("On all of it", await tab.Page.InnerTextAsync("div.diff-remark"));
        await tab.ScreenshotAsync("pull-request-diff");
    }

    private static async Task DiscussAsync(BrowserTab tab)
    {
        await tab.GoAsync($"{Pages}/1");
        await tab.Page.FillAsync("#new-comment", "In general: good");
        await SendAsync(tab, () => tab.Page.ClickAsync("button:text-is('Save draft')"));
        Assert.Contains("Draft, only you see it", await tab.Page.InnerTextAsync(".comment:has-text('In general: good')"));
        await SendAsync(tab, () => tab.Page.Locator("button:text-is('Publish')").PressAsync("Enter"));
        Assert.DoesNotContain("Draft", await tab.Page.InnerTextAsync(".comment:has-text('In general: good')"));
        await SendAsync(tab, () => tab.Page.ClickAsync("button:has-text('Resolve') >> nth=0"));
        Assert.Contains("Resolved by", await tab.Page.InnerTextAsync(".thread.resolved"));

        await tab.Page.FillAsync("#new-task", "Say why");
        await SendAsync(tab, () => tab.Page.ClickAsync("button:text-is('Add')"));
        Assert.Contains("1 task to be done", await tab.Page.InnerTextAsync("#merge"));
        await SendAsync(tab, () => tab.Page.ClickAsync("button:has-text('Mark as done')"));
        await SendAsync(tab, () => tab.Page.ClickAsync("button:text-is('Approve')"));
        Assert.Equal("Withdraw approval", await tab.Page.InnerTextAsync(".request-head .buttons button >> nth=0"));
    }

    private static async Task MergeAsync(BrowserTab tab)
    {
        await tab.Page.WaitForSelectorAsync("[data-checks] >> text=without conflicts");
        await tab.ScreenshotAsync("pull-request");
        await tab.Page.FillAsync("#merge-message", "Merged by hand");
        await tab.Page.CheckAsync("input[name=close_source_branch]");
        await tab.Page.ClickAsync("#merge button.primary");
        await tab.Page.WaitForSelectorAsync("#merged-title");
    }

    /// <summary>Does what loads the page again, and waits for that.</summary>
    private static async Task SendAsync(BrowserTab tab, Func<Task> act)
    {
        await tab.Page.EvaluateAsync("() => { document.body.dataset.before = '' }");
        await act();
        await tab.Page.WaitForSelectorAsync("body:not([data-before])");
        await tab.Page.WaitForLoadStateAsync(LoadState.Load);
        tab.AssertSound();
    }
}
