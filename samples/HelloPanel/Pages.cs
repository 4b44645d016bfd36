using System.Text.Encodings.Web;
using Mortise.Connect.Jwt;

namespace HelloPanel;

/// <summary>What people see of the app.</summary>
internal static class Pages
{
    /// <summary>GET /panel: inside a page of the host, whose token says for which installation.</summary>
    public static IResult Panel(HttpRequest request, string? repository, Installations installations, HostTokens tokens)
    {
        if (HostTokens.Find(request) is not { } text || !UnverifiedJwt.TryParse(text, out var token, out _)
            || installations.Find(token.Issuer ?? "") is not { Active: true } installation || !tokens.Proves(installation, request))
            return Page(401, "This page is for the host's panel: it needs the host's token in the parameter 'jwt'.");

        return Page(200, $"Hello, {repository}!");
    }

    /// <summary>GET /issues/{key}: where the linker leads.</summary>
    public static IResult Issue(string key) => Page(200, $"This would be the issue {key}.");

    private static IResult Page(int status, string text) =>
        Results.Content(
            $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Hello Panel</title><p>{HtmlEncoder.Default.Encode(text)}</p></html>",
            "text/html; charset=utf-8", statusCode: status);
}
