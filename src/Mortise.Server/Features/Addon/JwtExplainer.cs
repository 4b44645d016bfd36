using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Addon;

/// <summary>Says of an app's token and a request, step by step, what the check of that request would say, and why.</summary>
internal sealed class JwtExplainer(AppIdentityStore identities, TimeProvider clock, IOptions<ConnectOptions> options)
{
    public async Task<JsonObject> ExplainAsync(string token, SignedRequest request, CancellationToken cancellation)
    {
        var expected = Qsh.CanonicalRequest(request.Method, request.RawPathAndQuery);
        var verdict = new JsonObject { ["accepted"] = false };
        if (!UnverifiedJwt.TryParse(token, out var jwt, out var problem))
            return Finish(verdict, problem, expected, jwt: null, request);

        verdict["token"] = new JsonObject
        {
            ["iss"] = jwt.Issuer,
            ["sub"] = jwt.Subject,
            ["aud"] = jwt.AudienceText,
            ["iat"] = jwt.IssuedAt?.ToString("O"),
            ["exp"] = jwt.ExpiresAt?.ToString("O"),
            ["qsh"] = jwt.Qsh,
        };
        if (jwt.ClaimedClientKey is not { } clientKey || await identities.FindAsync(clientKey, cancellation) is not { } identity)
            return Finish(
                verdict, new JwtProblem(JwtStep.Issuer, "No installation has the clientKey that the token names in 'sub'."), expected, jwt, request);

        verdict["installation"] = new JsonObject
        {
            ["id"] = identity.Caller.InstallationId.ToString("D"),
            ["key"] = identity.Caller.AppKey.Value,
            ["client_key"] = clientKey,
            ["state"] = identity.State,
        };
        var outcome = JwtVerifier.Verify(jwt, identity.Secrets, identity.Caller.AppKey.Value, clientKey, request, clock.GetUtcNow(), options.Value.Rules);
        problem = outcome.Problem
            ?? (identity.MayCall ? null : new JwtProblem(JwtStep.State, $"The installation is {identity.State}; its tokens no longer count."));
        if (outcome.Warning is { } warning)
            verdict["warning"] = warning.Message;

        return Finish(verdict, problem, expected, jwt, request);
    }

    private static JsonObject Finish(JsonObject verdict, JwtProblem? problem, string expected, UnverifiedJwt? jwt, SignedRequest request)
    {
        verdict["accepted"] = problem is null;
        verdict["steps"] = new JsonArray([.. Enum.GetValues<JwtStep>().Select(step => Step(step, problem, jwt))]);
        if (problem is not null)
            verdict["problem"] = problem.Message;

        verdict["expected_canonical_request"] = problem?.ExpectedCanonicalRequest ?? expected;
        verdict["expected_qsh"] = problem?.ExpectedQsh ?? HashOf(expected);
        verdict["token_canonical_request"] = problem?.TokenCanonicalRequest
            ?? Qsh.AcceptedCanonicalRequests(request).FirstOrDefault(text => HashOf(text) == jwt?.Qsh);
        verdict["token_qsh"] = jwt?.Qsh;
        if (problem?.TokenMistake is { } mistake)
            verdict["token_mistake"] = mistake;

        return verdict;
    }

    private static JsonObject Step(JwtStep step, JwtProblem? problem, UnverifiedJwt? jwt)
    {
        var outcome = problem is null || step < problem.Step ? "passed" : step == problem.Step ? "failed" : "not reached";
        if (outcome == "passed" && step == JwtStep.Qsh && jwt?.Qsh is null)
            outcome = "passed: the token has no qsh";

        var json = new JsonObject { ["step"] = step.ToString().ToLowerInvariant(), ["outcome"] = outcome };
        if (step == problem?.Step)
            json["message"] = problem.Message;

        return json;
    }

    private static string HashOf(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
}
