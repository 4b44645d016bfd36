using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.OAuth;

/// <summary>What a client asks a person for, with the place that the answer goes to.</summary>
/// <remarks>Source: RFC 6749, 4.1.1; RFC 7636, 4.3; rest.md 3.2.</remarks>
/// <param name="Asked">The <c>redirect_uri</c> as it was sent; null: none, and <paramref name="Target"/> is the registered one.</param>
/// <param name="Challenge">Of PKCE, S256; null: none.</param>
/// <param name="IsImplicit">True when the token itself is to be sent.</param>
internal sealed record AuthorizationRequest(
    Consumer Consumer, string Target, string? Asked, string? State, ScopeSet Scopes, string? Challenge, bool IsImplicit)
{
    /// <summary>Of SHA-256 in base64url (RFC 7636, 4.2).</summary>
    private const int ChallengeLength = 43;

    /// <summary>Reads a query. Exactly one of the three is set; until consumer and address are known to be sound, nothing may be sent anywhere.</summary>
    /// <returns>The request; or what the person is told; or where the client is told of its mistake.</returns>
    public static async Task<(AuthorizationRequest? Request, string? Problem, string? Redirect)> ReadAsync(
        IQueryCollection query, ConsumerStore consumers, OAuthOptions options, CancellationToken cancellation)
    {
        var key = query["client_id"];
        if (key.Count != 1 || key[0] is not { Length: > 0 and <= 100 } name || name.Contains('\0', StringComparison.Ordinal)
            || await consumers.FindAsync(name, cancellation) is not { } consumer)
            return (null, "The link that brought you here names no client that is known to this host (client_id).", null);

        if (consumer.CallbackUrl.Length == 0)
            return (null, $"“{consumer.Name}” has no callback URL, so that no answer could be sent to it.", null);

        var asked = query["redirect_uri"];
        if (asked.Count > 1 || (asked.Count == 1 && !CallbackUrl.Extends(asked[0]!, consumer.CallbackUrl)))
            return (null, $"The link that brought you here would send the answer to an address that does not belong to “{consumer.Name}” (redirect_uri).", null);

        var target = asked.Count == 1 ? asked[0]! : consumer.CallbackUrl;
        var bare = new AuthorizationRequest(
            consumer, target, asked.Count == 1 ? target : null, query["state"] is [var state] ? state : null, ScopeSet.None, null, query["response_type"] == "token");
        var (request, refusal) = bare.Complete(query, options);
        return refusal is null ? (request, null, null) : (null, null, bare.Refused(refusal));
    }

    /// <summary>The address that tells the client of a code.</summary>
    public string Granted(string code) => CallbackUrl.WithQuery(Target, [("code", code), ("state", State)]);

    /// <summary>The address that brings the client a token, behind the sign that keeps it from servers.</summary>
    public string Granted(NewTokens tokens, TimeSpan lifetime) =>
        CallbackUrl.WithFragment(Target, [
            ("access_token", tokens.Access), ("token_type", "bearer"),
            ("expires_in", ((int)lifetime.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("scopes", tokens.Scopes.ToString()), ("scope", tokens.Scopes.ToString()), ("state", State)]);

    /// <summary>The address that tells the client why not.</summary>
    public string Refused(OAuthError error)
    {
        (string, string?)[] members = [("error", error.Code), ("error_description", error.Description), ("state", State)];
        return IsImplicit ? CallbackUrl.WithFragment(Target, members) : CallbackUrl.WithQuery(Target, members);
    }

    private (AuthorizationRequest? Request, OAuthError? Refusal) Complete(IQueryCollection query, OAuthOptions options)
    {
        string[] once = ["response_type", "state", "scope", "code_challenge", "code_challenge_method"];
        if (once.FirstOrDefault(name => query[name].Count > 1) is { } twice)
            return (null, OAuthError.InvalidRequest($"'{twice}' stands more than once."));

        var type = query["response_type"].ToString();
        if (type.Length == 0)
            return (null, OAuthError.InvalidRequest("'response_type' is missing."));

        if (type != "code" && !(type == "token" && options.ImplicitGrant))
            return (null, new OAuthError(400, OAuthError.UnsupportedResponseType, "The response_type is 'code'."));

        var (scopes, beyond) = TokenRequest.Narrow(query["scope"] is [{ Length: > 0 } asked] ? asked : null, Consumer.ScopeSet());
        if (beyond is not null)
            return (null, beyond);

        var (challenge, unsound) = ReadChallenge(query);
        return unsound is null ? (this with { Scopes = scopes, Challenge = challenge }, null) : (null, unsound);
    }

    private static (string? Challenge, OAuthError? Refusal) ReadChallenge(IQueryCollection query)
    {
        var (challenge, method) = (query["code_challenge"].ToString(), query["code_challenge_method"].ToString());
        if (challenge.Length == 0)
            return (null, method.Length == 0 ? null : OAuthError.InvalidRequest("'code_challenge_method' stands without 'code_challenge'."));

        if (method != "S256")
            return (null, OAuthError.InvalidRequest("The code_challenge_method is 'S256'."));

        return challenge.Length == ChallengeLength && challenge.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? (challenge, null)
            : (null, OAuthError.InvalidRequest($"'code_challenge' is SHA-256 in base64url: {ChallengeLength} characters."));
    }
}
