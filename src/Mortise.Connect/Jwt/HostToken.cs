namespace Mortise.Connect.Jwt;

/// <summary>Tokens from the host to an app: lifecycle callbacks, webhooks, the proxy, and the <c>jwt</c> parameter of pages.</summary>
/// <remarks>
/// <c>iss</c> and <c>aud</c> are both the client key, as plain strings; there is no <c>sub</c>. Source: <c>connect.md</c> 8.2, from recorded requests.
/// </remarks>
public static class HostToken
{
    /// <summary>How far in the past <c>iat</c> is, since apps exist that refuse one a second ahead of their clock.</summary>
    public static readonly TimeSpan IssuedBefore = TimeSpan.FromSeconds(5);

    /// <summary>From <c>iat</c> to <c>exp</c>.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Signs one request to an app.</summary>
    /// <param name="clientKey">The installation's client key.</param>
    /// <param name="secret">The installation's shared secret.</param>
    /// <param name="method">The HTTP method of the request.</param>
    /// <param name="url">The absolute URL that is asked for, context parameters already filled in.</param>
    /// <param name="appBaseUrl">The descriptor's <c>baseUrl</c>; its path is not signed, unless <paramref name="url"/> is on another origin.</param>
    /// <param name="now">The host's clock.</param>
    public static string Create(string clientKey, string secret, string method, string url, string appBaseUrl, DateTimeOffset now)
    {
        var issued = now - IssuedBefore;
        var qsh = Qsh.Compute(method, url, appBaseUrl);
        return JwtSigner.Sign(new(clientKey, issued, issued + Lifetime, Audience: clientKey, Qsh: qsh), secret);
    }

    /// <summary>What stands for the hash of a request in a token that belongs to none.</summary>
    private const string ContextQsh = "context-qsh";

    /// <summary>A token for the page of an app, which shows it to its own server: it proves the installation, and signs no request.</summary>
    /// <remarks>Source: <c>AP.context.getToken</c> of atlassian-connect-js.</remarks>
    public static string ForContext(string clientKey, string secret, DateTimeOffset now)
    {
        var issued = now - IssuedBefore;
        return JwtSigner.Sign(new(clientKey, issued, issued + Lifetime, Audience: clientKey, Qsh: ContextQsh), secret);
    }
}

/// <summary>URLs that carry their token in the parameter <c>jwt</c>: pages, panels, file views, redirects.</summary>
/// <remarks>Source: <c>connect.md</c> 9.3.</remarks>
public static class SignedUrl
{
    /// <summary>Adds the token to a URL: with <c>?</c> or <c>&amp;</c>, before any fragment.</summary>
    public static string Append(string url, string token)
    {
        var hash = url.IndexOf('#');
        var (start, fragment) = hash < 0 ? (url, "") : (url[..hash], url[hash..]);
        var separator = !start.Contains('?') ? "?" : start[^1] is '?' or '&' ? "" : "&";
        return $"{start}{separator}jwt={token}{fragment}";
    }

    /// <summary>Signs a <c>GET</c> of the URL and adds the token; parameters as of <see cref="HostToken.Create"/>.</summary>
    public static string Create(string clientKey, string secret, string url, string appBaseUrl, DateTimeOffset now) =>
        Append(url, HostToken.Create(clientKey, secret, "GET", url, appBaseUrl, now));
}
