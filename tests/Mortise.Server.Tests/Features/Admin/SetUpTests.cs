using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Admin;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Admin;

public sealed class SetUpTests
{
    private const string Page = "/site/setup";

    /// <summary>A page that always has a form.</summary>
    private const string AnyForm = "/site/signout";

    [Theory, EveryDatabase]
    public async Task A_fresh_host_is_set_up_once_by_whoever_has_its_code(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var browser = new PlainBrowser(server);
        var code = server.Get<SetUp>().Code;

        (await browser.OpenAsync("/site/signin")).LeadsTo(Page);
        (await browser.SubmitAsync(Page, Form("AAAA-BBBB-CCCC", "ada"))).Refuses("not the one that was printed");
        (await browser.SubmitAsync(Page, Form(code, "ada", password: "short"))).Refuses("8 to 256");
        (await browser.SubmitAsync(Page, Form(code, "admin"))).Refuses("'admin' is an address of the server itself");
        (await browser.SubmitAsync(Page, Form(code, "acme"))).Refuses("'acme' is taken");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(Page, Form(code, "ada"))).Status);
        Assert.Equal(0, (await server.AdminAsync(HttpMethod.Get, "/users")).Json.GetProperty("values").GetArrayLength());

        // Several at once, by the code as people type it: one of them is the first.
        PlainBrowser[] racers = [.. Enumerable.Range(0, 4).Select(_ => new PlainBrowser(server))];
        var ended = await Task.WhenAll(racers.Select((racer, at) => racer.SendAsync(AnyForm, Page, Form($" {code.ToLowerInvariant()} ", $"racer{at}", workspace: $"team{at}"))));
        var won = Assert.Single(Enumerable.Range(0, 4), at => ended[at].Status == HttpStatusCode.Redirect);
        Assert.All(ended, answer => Assert.True(answer.Status is HttpStatusCode.Redirect or HttpStatusCode.Conflict or HttpStatusCode.NotFound, answer.Body));
        Assert.Equal(HttpStatusCode.OK, (await racers[won].OpenAsync($"/team{won}/workspace/settings")).Status);
        Assert.Single((await server.AdminAsync(HttpMethod.Get, "/users")).Json.GetProperty("values").EnumerateArray());

        // Never again, also after a restart.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(Page)).Status);
        await server.RestartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(Page)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(AnyForm, Page, Form(code, "eve", workspace: "evil"))).Status);
        using var again = new PlainBrowser(server);
        await again.SignInAsync($"racer{won}", SettingsWorld.Password);
        foreach (var racer in racers)
            racer.Dispose();
    }

    [Fact]
    public async Task The_code_cannot_be_guessed_and_the_token_of_the_directory_does_as_well()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(new FakeClock(stands: true)), ("Mortise:Profile", "server"));
        using var browser = new PlainBrowser(server);
        for (var guess = 0; guess < SetUp.MostWrongCodes - 1; guess++)
            (await browser.SubmitAsync(Page, Form($"guess {guess}", "ada"))).Refuses("not the one");

        var token = await File.ReadAllTextAsync(Path.Combine(server.DirectoryPath, "admin.token"), TestContext.Current.CancellationToken);
        (await browser.SubmitAsync(Page, Form("one more", "ada"))).Refuses("not the one");
        (await browser.SubmitAsync(Page, Form(token, "ada"))).Refuses("Rate limit", HttpStatusCode.TooManyRequests);

        await server.RestartAsync();
        (await browser.SubmitAsync(Page, Form(token, "ada"))).LeadsTo("/");
        Assert.Contains("signed in as", (await browser.OpenAsync("/site/signin")).Body, StringComparison.Ordinal);
    }

    private static (string, string)[] Form(string code, string username, string password = SettingsWorld.Password, string workspace = "acme") =>
        [("code", code), ("username", username), ("email", $"{username}@example.com"), ("password", password), ("workspace", workspace)];
}
