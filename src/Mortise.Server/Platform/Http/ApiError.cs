using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Platform.Http;

/// <summary>An expected refusal, answered as the error envelope: <c>{"type": "error", "error": {"message": …}}</c>.</summary>
/// <remarks>Source: Bitbucket Cloud OpenAPI, schema <c>error</c>. <c>error.detail</c> may be text or an object.</remarks>
internal sealed class ApiError : IResult
{
    /// <summary>One text for a repository that is absent and one that is hidden.</summary>
    private const string NoRepository =
        "You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you are authenticated.";

    private const string BadToken = "Token is invalid, expired, or not supported for this endpoint.";

    private readonly List<KeyValuePair<string, string>> headers = [];

    private ApiError(int status, string message) => (Status, Message) = (status, message);

    public int Status { get; }

    public string Message { get; }

    public JsonNode? Detail { get; private init; }

    /// <summary>Member name to texts, on invalid input.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; private init; }

    public JsonObject? Data { get; private init; }

    public static ApiError BadRequest(string message, string? detail = null) => new(400, message) { Detail = detail };

    public static ApiError BadRequest(string message, JsonObject data) => new(400, message) { Data = data };

    /// <summary>Members at fault, each with what is wrong.</summary>
    public static ApiError InvalidFields(IReadOnlyDictionary<string, string[]> fields) => new(400, "Bad request") { Fields = fields };

    public static ApiError InvalidField(string name, string problem) =>
        InvalidFields(new Dictionary<string, string[]>(StringComparer.Ordinal) { [name] = [problem] });

    /// <summary>No credential where one is needed.</summary>
    public static ApiError Unauthorized(string message = "Authentication is required for this endpoint.") =>
        new ApiError(401, message).With("WWW-Authenticate", "Basic realm=\"Mortise\"");

    /// <summary>A credential that is unknown, expired, revoked or of a kind that the route refuses.</summary>
    public static ApiError InvalidToken() => new ApiError(401, BadToken).With("WWW-Authenticate", "Basic realm=\"Mortise\"");

    /// <summary>An app's token that was refused, with the step that failed.</summary>
    public static ApiError InvalidJwt(string message, JsonObject? data = null) =>
        new ApiError(401, message) { Data = data }.With("WWW-Authenticate", "JWT realm=\"Mortise\"");

    /// <summary>Another credential than an app's own token, or none, where only that counts. Source: Bitbucket Cloud's own text, and what to send instead.</summary>
    public static ApiError NeedsAppJwt(bool forbidden)
    {
        const string Needed = "Authentication must use app JWT: sign the request and send 'Authorization: JWT <token>'.";
        return forbidden ? new(403, Needed) : InvalidJwt(Needed);
    }

    public static ApiError MissingScope(IReadOnlyList<string> granted, IReadOnlyList<string> required) =>
        new(403, "Your credentials lack one or more required privilege scopes.")
        {
            Detail = new JsonObject
            {
                ["granted"] = new JsonArray([.. granted.Select(name => JsonValue.Create(name))]),
                ["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]),
            },
        };

    public static ApiError Forbidden(string message) => new(403, message);

    public static ApiError NotFound(string message) => new(404, message);

    public static ApiError NotFound(string message, JsonObject data) => new(404, message) { Data = data };

    public static ApiError RepositoryNotFound() => new(404, NoRepository);

    public static ApiError WorkspaceNotFound(string identifier) => new(404, $"No workspace with identifier '{identifier}'.");

    public static ApiError MethodNotAllowed() => new(405, "Method not allowed");

    public static ApiError Conflict(string message) => new(409, message);

    public static ApiError Conflict(string message, JsonObject data) => new(409, message) { Data = data };

    public static ApiError StaleIfMatch() => new(412, "The If-Match header names a version that is no longer current. Read the resource again and repeat the change.");

    public static ApiError TooLarge(string message) => new(413, message);

    public static ApiError UnsupportedMediaType(string message) => new(415, message);

    public static ApiError TooManyAttempts(TimeSpan wait) =>
        new ApiError(429, "Rate limit for this resource has been exceeded")
            .With("Retry-After", ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static ApiError ServerFault() => new(500, "Something went wrong on the server. The id of this error is in its log.");

    /// <summary>Another server, asked on behalf of this request, cannot be reached or answers what cannot be passed on.</summary>
    public static ApiError BadGateway(string message) => new(502, message);

    /// <summary>Another server, asked on behalf of this request, took too long.</summary>
    public static ApiError GatewayTimeout(string message) => new(504, message);

    public static ApiError Unavailable(string message) => new(503, message);

    /// <summary>The work is more than a request may take (Source: Bitbucket Cloud OpenAPI, 555 of diffs and source listings; rest.md D-136).</summary>
    public static ApiError TimeLimit(string message) => new(555, message);

    /// <summary>The same refusal with one more response header.</summary>
    public ApiError With(string header, string value)
    {
        headers.Add(new(header, value));
        return this;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ApiAnswer.Json;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in headers)
            response.Headers[name] = IsPrompt(name, value, httpContext.Request) ? "Bearer realm=\"Mortise\"" : value;

        if (httpContext.GetEndpoint()?.Metadata.GetMetadata<PlainErrors>() is not null)
        {
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(PlainText(), httpContext.RequestAborted);
            return;
        }

        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
            Write(json, httpContext.Features.Get<ApiRequest>()?.Id);

        response.ContentLength = buffer.Length;
        await response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
    }

    /// <summary>
    /// True of what makes a browser ask for a password, which it would then send with every request to this host, whichever site makes it: no page may
    /// bring that about, and the API takes nothing that comes by itself (decision 0013).
    /// </summary>
    private static bool IsPrompt(string name, string value, HttpRequest request) =>
        name == "WWW-Authenticate" && value.StartsWith("Basic", StringComparison.Ordinal)
        && (request.Headers.ContainsKey("Sec-Fetch-Site") || request.Headers.Origin.Count > 0);

    private string PlainText() =>
        Detail is JsonObject detail && detail["required"] is JsonArray required ? $"{Message} Needed: {string.Join(", ", required)}.\n" : Message + "\n";

    private void Write(Utf8JsonWriter json, string? requestId)
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("message", Message);
        if (Fields is not null)
        {
            json.WriteStartObject("fields");
            foreach (var (name, texts) in Fields)
            {
                json.WriteStartArray(name);
                foreach (var text in texts)
                    json.WriteStringValue(text);

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        if (Detail is not null)
        {
            json.WritePropertyName("detail");
            Detail.WriteTo(json);
        }

        if (Data is not null)
        {
            json.WritePropertyName("data");
            Data.WriteTo(json);
        }

        if (requestId is not null && Status >= 500)
            json.WriteString("id", requestId);

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
