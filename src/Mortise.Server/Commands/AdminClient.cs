using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Commands;

/// <summary>One question to the admin API.</summary>
/// <param name="Path">Below <c>/_/api/</c>.</param>
/// <param name="Body">Null: none. Members that are null are not sent.</param>
internal sealed record AdminCall(HttpMethod Method, string Path, JsonObject? Body = null)
{
    public static AdminCall Get(string path) => new(HttpMethod.Get, path);

    public static AdminCall Post(string path, JsonObject? body = null) => new(HttpMethod.Post, path, body);

    public static AdminCall Put(string path, JsonObject body) => new(HttpMethod.Put, path, body);

    public static AdminCall Delete(string path) => new(HttpMethod.Delete, path);
}

/// <summary>What came of it: an object (empty where the answer had no body), or one line that says why not.</summary>
/// <param name="Body">Of a refusal: what it tells beside its text, such as an install's report; undefined where it tells nothing more.</param>
internal readonly record struct AdminAnswer(JsonElement Body, string? Problem)
{
    public static AdminAnswer Failed(string problem) => new(default, problem);
}

/// <summary>The way from the command line to the running server: finds address and token, asks, and turns refusals into one line.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>An import or an installation is answered when it is done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly HttpClient client;
    private readonly string url;

    private AdminClient(string url, string token)
    {
        this.url = url;
#pragma warning disable RS0030 // The command line asks its own server, wherever that is; the guard is for addresses that others name.
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
#pragma warning restore RS0030
        client.Timeout = Patience;
        client.BaseAddress = new Uri(url.TrimEnd('/') + "/_/api/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Finds the server (the flag, <c>MORTISE_URL</c>, <c>DIR/server.json</c>) and the token (<c>MORTISE_TOKEN</c>, <c>DIR/admin.token</c>).</summary>
    /// <param name="urlFlag"><c>--url</c>.</param>
    /// <param name="directory"><c>--data</c>.</param>
    /// <returns>Exactly one of the two.</returns>
    public static (AdminClient? Client, string? Problem) Find(string? urlFlag, string directory)
    {
        var address = urlFlag ?? Setting("MORTISE_URL") ?? ServerFile.Find(directory)?.Url;
        if (address is null)
            return (null, $"No server is known to run on the data directory {Path.GetFullPath(directory)}. Start one with 'mortise serve', or name one with --data, --url or MORTISE_URL.");

        if (!Uri.TryCreate(address, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            return (null, $"'{address}' is not the address of a server; one looks like http://localhost:7990.");

        var (token, problem) = FindToken(directory);
        return token is null ? (null, problem) : (new AdminClient(address, token), null);
    }

    /// <summary>A server's way to its own admin API.</summary>
    public static AdminClient OfOwn(DataDirectory directory) =>
        new(ServerFile.Find(directory.Root)!.Url, File.ReadAllText(directory.AdminTokenFile).Trim());

    public async Task<AdminAnswer> AskAsync(AdminCall call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path);
        if (call.Body is not null)
            request.Content = new StringContent(WithoutNulls(call.Body).ToJsonString(), Encoding.UTF8, "application/json");

        try
        {
            using var response = await client.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            if (!response.IsSuccessStatusCode)
                return Refused((int)response.StatusCode, text);

            using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            return new(document.RootElement.Clone(), null);
        }
        catch (HttpRequestException unreachable)
        {
            return AdminAnswer.Failed($"The server at {url} does not answer: {unreachable.Message}");
        }
        catch (JsonException)
        {
            return AdminAnswer.Failed($"What answers at {url} is not a mortise server: its answer is not JSON.");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return AdminAnswer.Failed($"The server at {url} did not answer within {Patience.TotalMinutes} minutes.");
        }
    }

    public void Dispose() => client.Dispose();

    private static (string? Token, string? Problem) FindToken(string directory)
    {
        if (Setting("MORTISE_TOKEN") is { } given)
            return (given, null);

        var file = Path.Combine(directory, "admin.token");
        try
        {
            return (File.ReadAllText(file).Trim(), null);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return (null, absent is UnauthorizedAccessException
                ? $"You may not read the administrator's token in {file}; name one in MORTISE_TOKEN."
                : $"There is no administrator's token in {file}; name the server's data directory with --data, or the token in MORTISE_TOKEN.");
        }
    }

    /// <summary>Everything the error envelope says, in one line: the message, each member at fault, the detail.</summary>
    private static AdminAnswer Refused(int status, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var error = document.RootElement.GetProperty("error");
            var parts = new List<string> { error.GetProperty("message").GetString() ?? "" };
            if (error.TryGetProperty("fields", out var fields))
                parts.AddRange(fields.EnumerateObject().SelectMany(field => field.Value.EnumerateArray().Select(problem => $"{field.Name}: {problem}")));

            if (error.TryGetProperty("detail", out var detail))
                parts.Add(detail.ValueKind == JsonValueKind.String ? detail.GetString()! : detail.GetRawText());

            if (parts.Count > 1 && parts[0] == "Bad request")
                parts.RemoveAt(0);

            var line = string.Join("; ", parts.Select(part => part.ReplaceLineEndings(" ")));
            var data = error.TryGetProperty("data", out var more) ? more.Clone() : default;
            return new(data, status == 401 ? $"The server does not take this administrator's token: {line}" : line);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return AdminAnswer.Failed($"The server answered {status} without saying why.");
        }
    }

    private static JsonObject WithoutNulls(JsonObject body) => new(
        from member in body where member.Value is not null select new KeyValuePair<string, JsonNode?>(member.Key, member.Value.DeepClone()));

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
