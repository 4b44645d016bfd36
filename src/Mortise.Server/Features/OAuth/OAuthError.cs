using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth;

/// <summary>A refusal of the token endpoint: <c>{"error": …, "error_description": …}</c>. The one place without the envelope of the API.</summary>
/// <remarks>Source: RFC 6749, 5.2; rest.md 3.3; connect.md 10.</remarks>
internal sealed record OAuthError(int Status, string Code, string Description) : IResult
{
    public const string UnsupportedResponseType = "unsupported_response_type";

    /// <summary>What explains a refused JWT: the step that failed, and for its hash both canonical requests.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>How long to wait before the next try is looked at.</summary>
    public TimeSpan? Wait { get; init; }

    public static OAuthError InvalidRequest(string description) => new(400, "invalid_request", description);

    public static OAuthError InvalidGrant(string description) => new(400, "invalid_grant", description);

    public static OAuthError InvalidScope(string description) => new(400, "invalid_scope", description);

    public static OAuthError UnsupportedGrant(string description) => new(400, "unsupported_grant_type", description);

    /// <summary>One text for an unknown client and a wrong secret.</summary>
    public static OAuthError BadClient() => new(400, "unauthorized_client", "Invalid OAuth client credentials");

    public static OAuthError NotForThisClient(string description) => new(400, "unauthorized_client", description);

    /// <summary>The JWT of the JWT grant is missing or bad.</summary>
    public static OAuthError BadJwt(string description, JsonObject? data) => new(401, "invalid_client", description) { Data = data };

    public static OAuthError TooManyAttempts(TimeSpan wait) =>
        new(429, "slow_down", "There were too many failed attempts. Wait for the seconds of Retry-After.") { Wait = wait };

    /// <summary>A body that cannot be read, in the words of the API's refusal of it.</summary>
    public static OAuthError Of(ApiError unreadable)
    {
        var fields = unreadable.Fields?.SelectMany(field => field.Value.Select(problem => $"{field.Key}: {problem}"));
        return new(unreadable.Status, "invalid_request", string.Join(" ", [unreadable.Message, .. fields ?? [], .. unreadable.Detail is { } detail ? [detail.ToString()] : Array.Empty<string>()]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        if (Status == 401)
            headers.WWWAuthenticate = "JWT realm=\"Mortise\"";

        if (Wait is { } wait)
            headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        return OAuthJson.SendAsync(httpContext, Status, json =>
        {
            json.WriteString("error", Code);
            json.WriteString("error_description", Description);
            if (Data is null)
                return;

            json.WritePropertyName("error_data");
            Data.WriteTo(json);
        });
    }
}

/// <summary>Answers of the token endpoint: JSON that no cache keeps.</summary>
internal static class OAuthJson
{
    public static async Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ApiAnswer.Json;
        response.ContentLength = buffer.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
