using System.Text.Json;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /_/api/jwt/explain: <c>{"token", "request": "PUT /2.0/…", "form"}</c>; what the check of that request would say, step by step</summary>
internal static class AdminExplainJwt
{
    public static async Task<IResult> HandleAsync(JwtExplainer explainer, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (token, noToken) = body.RequiredText("token");
        var (request, noRequest) = body.RequiredText("request");
        if ((noToken ?? noRequest) is { } missing)
            return missing;

        var parts = request!.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !(parts[1].StartsWith('/') || parts[1].Contains("://", StringComparison.Ordinal)))
            return ApiError.InvalidField("request", "A request is a method, a blank, and a path with its query, for example 'PUT /2.0/user?a=1'.");

        var form = body.Root.TryGetProperty("form", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var verdict = await explainer.ExplainAsync(Bare(token!), new SignedRequest(parts[0], parts[1], form), context.RequestAborted);
        return ApiAnswer.Stored(JsonSerializer.SerializeToUtf8Bytes(verdict));
    }

    /// <summary>The token alone, where the whole header was pasted.</summary>
    private static string Bare(string token)
    {
        var text = token.Trim();
        if (text.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase))
            text = text["Authorization:".Length..].Trim();

        return text.StartsWith("JWT ", StringComparison.Ordinal) ? text["JWT ".Length..].Trim() : text;
    }
}
