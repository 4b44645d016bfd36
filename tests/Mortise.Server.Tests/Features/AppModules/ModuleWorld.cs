using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.AppModules;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Server.Tests.Web;
using Mortise.Server.Web.Pages;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.AppModules;

/// <summary>Pages of <c>acme/rocket</c> with apps that add modules to them.</summary>
internal static partial class ModuleWorld
{
    private const string Password = "correct horse";

    /// <summary>A module of the common members.</summary>
    public static JsonObject Module(string key, string url = "/page", string? location = null, string? conditions = null, int? weight = null)
    {
        var module = new JsonObject { ["key"] = key, ["name"] = new JsonObject { ["value"] = "Name of " + key }, ["url"] = url };
        if (location is not null)
            module["location"] = location;
        if (conditions is not null)
            module["conditions"] = JsonNode.Parse(conditions);
        if (weight is not null)
            module["weight"] = weight;
        return module;
    }

    /// <summary>A browser in which that person is signed in.</summary>
    public static async Task<PlainBrowser> SignInAsync(this PullRequestWorld world, string name)
    {
        await world.Server.Services.GetRequiredService<PasswordStore>().SetAsync(world.Git.User(name).Id, Password, CancellationToken.None);
        var browser = new PlainBrowser(world.Server);
        await browser.SignInAsync(name, Password);
        return browser;
    }

    /// <summary>The keys of what shows on a page of that kind to somebody, or to nobody who is signed in.</summary>
    public static async Task<string[]> ShownAsync(this PullRequestWorld world, ModuleKind kind, PageSubject page, string? user = "ada")
    {
        Caller caller = user is null ? Caller.Anonymous.Instance : new Caller.Visitor(world.Git.User(user).Id, user, user);
        var shown = await world.Server.Services.GetRequiredService<PageModules>().FindAsync(page, caller, CancellationToken.None);
        return [.. shown.At(kind).Select(one => one.Offered.Module.Key)];
    }

    /// <summary>The links that a page's navigation has to pages of apps, by the key of the module.</summary>
    public static string[] AppLinks(this TestAnswer page) => [.. AppLink().Matches(page.Body).Select(link => link.Groups["key"].Value)];

    /// <summary>What the first frame of a page is made of.</summary>
    public static JsonElement Frame(this TestAnswer page) => JsonDocument.Parse(WebUtility.HtmlDecode(FrameOffer().Match(page.Body).Groups["json"].Value)).RootElement;

    /// <summary>The token with which the page's own script calls.</summary>
    public static string PageToken(this TestAnswer page) => TokenMeta().Match(page.Body).Groups["token"].Value;

    [GeneratedRegex("name=\"mortise-token\" content=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex TokenMeta();

    [GeneratedRegex("href=\"[^\"]*/addon/[^\"/]+/(?<key>[^\"/]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex AppLink();

    [GeneratedRegex("data-app-frame=\"(?<json>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex FrameOffer();
}
