using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Addon;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>Disabled and enabled; uninstalled with its data kept, archived or erased; forgotten.</summary>
public sealed class AppSwitchTests
{
    private const string Latest = "/2.0/repositories/acme/rocket/properties/tracker/latest";

    [Theory, EveryDatabase]
    public async Task A_disabled_app_may_not_call_and_is_told_before_and_after(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("tracker"));
        (app.Descriptor["lifecycle"]!["enabled"], app.Descriptor["lifecycle"]!["disabled"]) = ("/enabled", "/disabled");
        await server.InstallAsync(app, "acme");
        var id = await server.IdAsync(app);

        var disabled = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/disable");
        var twice = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/disable");
        await app.WaitForCallbacksAsync(2);
        var refused = await app.GetAsync(AddonApp.Linkers);
        var enabled = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/enable");
        var callbacks = await app.WaitForCallbacksAsync(3);
        var answered = await app.GetAsync(AddonApp.Linkers);
        await app.DeleteAsync(AddonApp.Addon);
        var gone = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/enable");

        Assert.Equal(("disabled", "disabled", "active"), (StateOf(disabled), StateOf(twice), StateOf(enabled)));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Contains("disabled", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answered.Status);
        Assert.Equal(["installed", "disabled", "enabled"], callbacks.Select(callback => callback.EventType));
        Assert.All(callbacks.Skip(1), callback => Assert.True(callback.IsSignedWith(app.SharedSecret) && callback.SharedSecret is null));
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);

        static string? StateOf(TestAnswer answer) => answer.Json.GetProperty("state").GetString();
    }

    [Theory, EveryDatabase]
    public async Task The_administrator_chooses_what_becomes_of_the_data(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
        await server.CreateRepositoryAsync("acme/rocket");
        var app = server.Own(await TestApp.StartAsync("tracker"));
        app.Clock = clock;
        app.Descriptor["modules"] = AddonApp.Modules();
        await server.InstallAsync(app, "acme");
        var id = await server.IdAsync(app);

        // Erased: gone at once, and the app is trusted by its old secret all the same.
        await FillAsync();
        Assert.Equal(HttpStatusCode.NoContent, await UninstallAsync("?data=erase"));
        Assert.Equal(("erase", "erased"), ("erase", await DataAsync()));
        await server.InstallAsync(app, "acme");
        Assert.NotNull(app.Callbacks[^1].Jwt);
        Assert.False(await IsThereAsync());

        // Archived: there after a year.
        await FillAsync();
        Assert.Equal(HttpStatusCode.NoContent, await UninstallAsync("?data=archive"));
        await YearAsync();
        await server.InstallAsync(app, "acme");
        Assert.True(await IsThereAsync());

        // Archived, then erased after all.
        await UninstallAsync("?data=archive");
        Assert.Equal(HttpStatusCode.NoContent, await UninstallAsync("?data=erase"));
        Assert.Equal(HttpStatusCode.NotFound, await UninstallAsync("?data=archive"));
        await server.InstallAsync(app, "acme");
        Assert.False(await IsThereAsync());

        // Kept: for thirty days.
        await FillAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await UninstallAsync("?data=maybe"));
        Assert.Equal(HttpStatusCode.NoContent, await UninstallAsync(""));
        Assert.Equal(HttpStatusCode.NotFound, await UninstallAsync(""));
        await YearAsync();
        Assert.Equal("erased", await DataAsync());
        await server.InstallAsync(app, "acme");
        Assert.False(await IsThereAsync());

        // Forgotten: the app is a stranger.
        Assert.Equal(HttpStatusCode.Conflict, (await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/forget")).Status);
        await UninstallAsync("");
        Assert.Equal(HttpStatusCode.NoContent, (await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/forget")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/forget")).Status);
        await server.InstallAsync(app, "acme");
        Assert.Null(app.Callbacks[^1].Jwt);

        async Task FillAsync()
        {
            Assert.Equal(HttpStatusCode.NoContent, (await app.PutAsync(Latest, "{}")).Status);
            Assert.Equal(HttpStatusCode.NoContent, (await app.PutAsync(AddonApp.Values, """["BB"]""")).Status);
        }

        async Task<bool> IsThereAsync()
        {
            var (property, values) = (await app.GetAsync(Latest), await app.ValuesAsync());
            Assert.Equal(property.Status == HttpStatusCode.OK, values.Count == 1);
            return values.Count == 1;
        }

        async Task YearAsync()
        {
            clock.Advance(TimeSpan.FromDays(366));
            await server.Services.GetRequiredService<AppUpkeep>().SweepAsync(CancellationToken.None);
        }

        async Task<HttpStatusCode> UninstallAsync(string query) => (await server.AdminAsync(HttpMethod.Delete, $"/apps/{id}{query}")).Status;

        async Task<string?> DataAsync() =>
            (await server.AdminAsync(HttpMethod.Get, "/apps?removed=true")).Json.GetProperty("values")[0].GetProperty("data").GetString();
    }
}
