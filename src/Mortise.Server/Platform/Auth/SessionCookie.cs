using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>The cookie that carries a session: out of reach of scripts, not sent by other sites' forms, and only over TLS where the host is reached by it.</summary>
internal sealed class SessionCookie(SessionStore sessions, PublicAddress address)
{
    /// <summary>With TLS the prefix keeps neighbours on other ports and subdomains from setting it.</summary>
    private string Name => address.IsSecure ? "__Host-mortise" : "mortise_session";

    /// <summary>Who is signed in with this browser; nobody where there is no session.</summary>
    public async Task<Caller> FindAsync(HttpContext context) =>
        context.Request.Cookies[Name] is { } secret && TokenSecret.IsWellFormed(secret) && await sessions.FindAsync(secret, context.RequestAborted) is { } visitor
            ? visitor
            : Caller.Anonymous.Instance;

    /// <summary>Begins a session, whatever the browser sent: a cookie that somebody else put there is worth nothing afterwards.</summary>
    public async Task BeginAsync(HttpContext context, Guid user)
    {
        await EndKnownAsync(context);
        context.Response.Cookies.Append(Name, await sessions.BeginAsync(user, context.RequestAborted), Options(SessionStore.Lifetime));
    }

    public async Task EndAsync(HttpContext context)
    {
        await EndKnownAsync(context);
        context.Response.Cookies.Delete(Name, Options(null));
    }

    private async Task EndKnownAsync(HttpContext context)
    {
        if (context.Request.Cookies[Name] is { } secret)
            await sessions.EndAsync(secret, context.RequestAborted);
    }

    private CookieOptions Options(TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = address.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = lifetime, IsEssential = true };
}
