using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>Checks <c>Authorization: JWT</c>: the token's form, its installation, signature, times and <c>qsh</c>, in that order (connect.md 8.5).</summary>
internal sealed class AppTokenAuthenticator(
    AppIdentityStore identities, TimeProvider clock, IOptions<ConnectOptions> options, ILogger<AppTokenAuthenticator> log)
{
    private const int MostFormBytes = 64 * 1024;
    private const int MostQuickCharacters = 1024;

    private readonly JwtRules rules = options.Value.Rules;

    /// <summary>The token of <c>?jwt=</c>, where this host reads it there (<see cref="ConnectOptions.JwtInQuery"/>); else null.</summary>
    public string? TokenInQuery(HttpRequest request) =>
        options.Value.JwtInQuery && HttpMethods.IsGet(request.Method) && request.Query["jwt"] is [{ Length: > 0 } token] ? token : null;

    /// <summary>Exactly one of the two is set; a refusal names the failed step.</summary>
    public async Task<(Caller? Caller, ApiError? Refusal)> AuthenticateAsync(string token, ApiRequest request, HttpContext context)
    {
        if (IsGood(token, request, out var caller))
            return (caller, null);

        if (!UnverifiedJwt.TryParse(token, out var jwt, out var problem))
            return Refuse(problem);

        if (jwt.ClaimedClientKey is not { } clientKey)
            return Refuse(new JwtProblem(JwtStep.Issuer, "The token has neither 'sub' nor 'iss'. 'sub' is the clientKey that the 'installed' callback gave the app."));

        if (await identities.FindAsync(clientKey, context.RequestAborted) is not { } identity)
            return Refuse(new JwtProblem(JwtStep.State, $"No installation has the clientKey '{Short(clientKey)}' that the token names in 'sub'."));

        var signed = new SignedRequest(request.OriginalMethod, request.OriginalTarget, await FormBodyAsync(jwt, context));
        var verdict = JwtVerifier.Verify(jwt, identity.Secrets, identity.Caller.AppKey.Value, clientKey, signed, clock.GetUtcNow(), rules);
        if (!verdict.Accepted)
            return Refuse(verdict.Problem!);

        if (verdict.Warning is { } warning)
            log.LogWarning("Accepted a token of {ClientKey} whose qsh does not match: {Problem}", clientKey, warning.Message);

        return identity.MayCall
            ? (identity.Caller, null)
            : Refuse(new JwtProblem(JwtStep.State, $"The installation '{Short(clientKey)}' is {identity.State}; its tokens no longer count."));
    }

    /// <summary>The quick way of nearly every request: a sound token of an installation in memory, checked without waiting and without garbage.</summary>
    private bool IsGood(string token, ApiRequest request, [NotNullWhen(true)] out Caller? caller)
    {
        caller = null;
        if (token.Length > MostQuickCharacters)
            return false;

        Span<byte> scratch = stackalloc byte[JwtReader.ScratchLength(token.Length)];
        if (!JwtReader.TryRead(token, scratch, out var jwt, out _))
            return false;

        Span<char> clientKey = stackalloc char[MostQuickCharacters];
        var named = jwt.Subject.IsEmpty ? jwt.Issuer : jwt.Subject;
        if (!Encoding.UTF8.TryGetChars(named, clientKey, out var length) || !identities.TryGetKept(clientKey[..length], out var identity))
            return false;

        var signed = new SignedRequest(request.OriginalMethod, request.OriginalTarget);
        var verdict = JwtVerifier.Verify(jwt, identity.Secrets, identity.Caller.AppKey.Value, identity.Caller.ClientKey, signed, clock.GetUtcNow(), rules);
        if (!verdict.Accepted || verdict.Warning is not null || !identity.MayCall)
            return false;

        caller = identity.Caller;
        return true;
    }

    private (Caller? Caller, ApiError? Refusal) Refuse(JwtProblem problem)
    {
        log.LogInformation("Refused an app's token at step {Step}: {Problem}", problem.Step, problem.Message);
        var data = new JsonObject { ["step"] = problem.Step.ToString().ToLowerInvariant() };
        if (problem.ExpectedCanonicalRequest is not null)
        {
            data["expected_canonical_request"] = problem.ExpectedCanonicalRequest;
            data["expected_qsh"] = problem.ExpectedQsh;
            data["token_canonical_request"] = problem.TokenCanonicalRequest;
            data["token_qsh"] = problem.TokenQsh;
            data["token_mistake"] = problem.TokenMistake;
        }

        return (null, ApiError.InvalidJwt(problem.Message, data));
    }

    /// <summary>The form body, which some apps count into the <c>qsh</c>; read only where a token has one and the query is empty.</summary>
    private static async Task<string?> FormBodyAsync(UnverifiedJwt jwt, HttpContext context)
    {
        var request = context.Request;
        if (jwt.Qsh is null || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true
            || request.ContentLength is null or > MostFormBytes)
            return null;

        request.EnableBuffering(MostFormBytes);
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        request.Body.Position = 0;
        return body;
    }

    private static string Short(string text) => text.Length > 160 ? text[..160] + "…" : text;
}
