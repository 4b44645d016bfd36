using System.Text;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>Turns the <c>Authorization</c> header into a <see cref="Caller"/>, or says why not.</summary>
/// <remarks>The scheme decides which kind of credential it is; there is no second try (rest.md 2, D-8).</remarks>
internal sealed class CallerAuthenticator(CredentialStore credentials, AppTokenAuthenticator apps, AdminToken admin, BrowserTokens browsers, FrameTokens frames, FailedAttempts attempts,
    ILogger<CallerAuthenticator> log)
{
    /// <summary>User names that mean "the token says who I am", for clients that must send some name.</summary>
    private static readonly string[] NamesForAnyToken = ["x-token-auth", "x-bitbucket-api-token-auth"];

    /// <summary>Exactly one of the two is set.</summary>
    public async Task<(Caller? Caller, ApiError? Refusal)> AuthenticateAsync(HttpContext context, ApiRequest request)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            return apps.TokenInQuery(context.Request) is { } token ? await apps.AuthenticateAsync(token, request, context) : (Caller.Anonymous.Instance, null);

        // A value of blanks alone is cut off before the header comes here.
        var text = header.Count == 1 ? header[0] ?? "" : "";
        if (text == "JWT" || text.StartsWith("JWT ", StringComparison.Ordinal))
            return await apps.AuthenticateAsync(text["JWT".Length..].Trim(), request, context);

        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var scheme = blank < 0 ? text : text[..blank];
        var value = blank < 0 ? "" : text[(blank + 1)..].Trim();
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return Told(await BearerAsync(value, context), "Bearer");

        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return Told(await BasicAsync(value, context), "Basic");

        return (null, scheme.Equals("JWT", StringComparison.OrdinalIgnoreCase)
            ? ApiError.InvalidJwt("The scheme is spelled 'JWT' in capitals: 'Authorization: JWT <token>'.")
            : ApiError.InvalidToken());
    }

    /// <summary>Leaves one line in the log for each refusal; neither name nor secret stands in it, for people mix them up.</summary>
    private (Caller? Caller, ApiError? Refusal) Told((Caller? Caller, ApiError? Refusal) verdict, string scheme)
    {
        if (verdict.Refusal is { } refusal)
            log.LogInformation("Refused the credential of 'Authorization: {Scheme}': {Problem}", scheme, refusal.Message);

        return verdict;
    }

    private async Task<(Caller? Caller, ApiError? Refusal)> BearerAsync(string token, HttpContext context)
    {
        if (token.AsSpan().Count('.') == 2)
            return (null, ApiError.InvalidJwt("This looks like an app's JWT. It belongs in 'Authorization: JWT <token>', not in 'Bearer'."));

        if (admin.Is(token))
            return (Caller.HostAdmin.Instance, null);

        // Sealed by this host: who changes one has guessed nothing, and an old one is no attempt.
        if (BrowserTokens.IsOne(token))
            return await browsers.FindAsync(token, context) is { } browser ? (browser, null) : (null, ApiError.InvalidToken());

        if (FrameTokens.IsOne(token))
            return await frames.FindAsync(token, context) is { } frame ? (frame, null) : (null, ApiError.InvalidToken());

        var attempt = attempts.Of(context, "bearer");
        if (attempt.MustWait is { } wait && !TokenSecret.IsWellFormed(token))
            return (null, ApiError.TooManyAttempts(wait));

        // Secrets that belong into Basic are not taken here.
        if (await credentials.FindAsync(token, context.RequestAborted) is { Caller: var caller } && (caller.Kind & Credentials.Basic) == Credentials.None)
            return (caller, null);

        attempt.Failed();
        return (null, ApiError.InvalidToken());
    }

    private async Task<(Caller? Caller, ApiError? Refusal)> BasicAsync(string value, HttpContext context)
    {
        if (!TryDecode(value, out var name, out var secret))
            return (null, ApiError.InvalidToken());

        var attempt = attempts.Of(context, name);
        if (attempt.MustWait is { } wait && !TokenSecret.IsWellFormed(secret))
            return (null, ApiError.TooManyAttempts(wait));

        var live = await credentials.FindAsync(secret, context.RequestAborted);
        if (live is not null && (Fits(live, name) || (IsGit(context) && live.Caller is not Caller.Person { How: Credentials.AppPassword })))
            return (live.Caller, null);

        attempt.Failed();
        return (null, ApiError.InvalidToken());
    }

    /// <summary>With git a token stands beside whatever user name the client has kept (rest.md 3, D-26).</summary>
    private static bool IsGit(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is { Rates: RateGroup.Git or RateGroup.Archives };

    private static bool Fits(LiveCredential live, string name) =>
        NamesForAnyToken.Contains(name, StringComparer.Ordinal)
            ? live.Caller is not Caller.Person { How: Credentials.AppPassword }
            : live.LoginNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool TryDecode(string value, out string name, out string secret)
    {
        (name, secret) = ("", "");
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length))
            return false;

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;

        (name, secret) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
