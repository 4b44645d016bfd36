using System.Text.Encodings.Web;
using Mortise.Connect.Jwt;

namespace HelloPanel;

/// <summary>What people see of the app. All of it but the issues stands inside of pages of the host, whose token says for which installation.</summary>
internal static class Pages
{
    private const string Buttons = """<button id="api">Ask the API</button> <button id="proxy">Ask the app</button> <button id="dialog">Open a dialog</button>""";

    /// <summary>GET /panel: beside the overview of a repository.</summary>
    public static IResult Panel(HttpRequest request, string? repository, Installations installations, HostTokens tokens) =>
        Frame(request, installations, tokens, $"Hello, {repository}!", "");

    /// <summary>GET /page: a page of a repository, and of its settings, which calls the host.</summary>
    public static IResult Page(HttpRequest request, string? repository, Installations installations, HostTokens tokens) =>
        Frame(request, installations, tokens, $"Hello from a page, {repository}!", Buttons);

    /// <summary>GET /dialog</summary>
    public static IResult Dialog(HttpRequest request, string? text, Installations installations, HostTokens tokens) =>
        Frame(request, installations, tokens, $"Hello from a dialog, {text}!", """<button id="close">Enough</button>""");

    /// <summary>GET /text: a profile, a file, what there is to configure.</summary>
    public static IResult Text(HttpRequest request, string? text, Installations installations, HostTokens tokens) =>
        Frame(request, installations, tokens, $"Hello, {text}!", "");

    /// <summary>GET /greet: what the proxy leads to. The host puts the whole repository in place of its id.</summary>
    public static IResult Greet(HttpRequest request, string? repository, string? uuid, string? user, Installations installations, HostTokens tokens) =>
        Find(request, installations, tokens) is null
            ? Results.Unauthorized()
            : Results.Json(new { greeting = $"Hello, {user}, from {repository}!", repository = new { type = "repository", uuid } });

    /// <summary>GET /issues/{key}: where the linker leads.</summary>
    public static IResult Issue(string key) => Html(200, "", $"This would be the issue {key}.", "");

    /// <summary>GET /hello.js</summary>
    public static IResult Script() =>
        Results.Stream(typeof(Pages).Assembly.GetManifestResourceStream("hello.js")!, "text/javascript; charset=utf-8");

    private static IResult Frame(HttpRequest request, Installations installations, HostTokens tokens, string text, string buttons)
    {
        if (Find(request, installations, tokens) is not { } installation)
            return Html(401, "", "This page is for the host's panel: it needs the host's token in the parameter 'jwt'.", "");

        var scripts = $"""<script src="{Encoded(installation.Site)}/atlassian-connect/all.js"></script><script defer src="/hello.js"></script>""";
        return Html(200, scripts, text, buttons);
    }

    private static Installation? Find(HttpRequest request, Installations installations, HostTokens tokens) =>
        HostTokens.Find(request) is { } text && UnverifiedJwt.TryParse(text, out var token, out _)
            && installations.Find(token.Issuer ?? "") is { Active: true } installation && tokens.Proves(installation, request)
                ? installation
                : null;

    private static IResult Html(int status, string scripts, string text, string buttons) =>
        Results.Content(
            $"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Hello Panel</title>{scripts}<p>{Encoded(text)}</p>{buttons}<p id="answer"></p></html>""",
            "text/html; charset=utf-8", statusCode: status);

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
