using System.Text.Json.Nodes;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>Apps as the tests of the Addon resource install them.</summary>
internal static class AddonApp
{
    public const string Addon = "/2.0/addon";
    public const string Linkers = "/2.0/addon/linkers";
    public const string Values = "/2.0/addon/linkers/issues/values";

    /// <summary>An app with the linkers <c>issues</c> and <c>tickets</c>, which take values, and <c>plain</c>, which does not.</summary>
    public static async Task<TestApp> InstallLinkerAppAsync(this TestServer server, string key = "tracker", string on = "acme")
    {
        var app = server.Own(await TestApp.StartAsync(key));
        app.Descriptor["modules"] = Modules();
        await server.InstallAsync(app, on);
        return app;
    }

    public static JsonNode Modules() => JsonNode.Parse(
        """
        {"linkers": [
            {"key": "issues", "regex": "((?K)\\-\\d+)", "url": "/browse/\\1", "type": "href"},
            {"key": "plain", "regex": "(?<!&)#([0-9]+)", "url": "/issues/\\1"},
            {"key": "tickets", "regex": "T(?K)", "url": "https://t.example.com/\\1", "type": "image"}
        ]}
        """)!;

    /// <summary>Sets the scopes that the app's descriptor asks for; null takes the member away.</summary>
    public static void AskFor(this TestApp app, params string[]? scopes)
    {
        if (scopes is null)
            app.Descriptor.Remove("scopes");
        else
            app.Descriptor["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]);
    }

    /// <summary>The values of the linker <c>issues</c>, in the order of the API.</summary>
    public static async Task<IReadOnlyList<(long Id, string Value)>> ValuesAsync(this TestApp app, string path = Values)
    {
        var all = new List<(long, string)>();
        for (var next = path + "?pagelen=100"; next is not null;)
        {
            var page = (await app.GetAsync(next)).Json;
            all.AddRange(page.GetProperty("values").EnumerateArray().Select(value => (value.GetProperty("id").GetInt64(), value.GetProperty("value").GetString()!)));
            next = page.TryGetProperty("next", out var link) ? new Uri(link.GetString()!).PathAndQuery : null;
        }

        return all;
    }

    /// <summary>The installation as the admin API shows it.</summary>
    public static async Task<System.Text.Json.JsonElement> InstallationAsync(this TestServer server, TestApp app) =>
        (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values").EnumerateArray()
            .Single(one => one.GetProperty("client_key").GetString() == app.ClientKey);

    public static async Task<string> IdAsync(this TestServer server, TestApp app) => (await server.InstallationAsync(app)).GetProperty("id").GetString()!;
}
