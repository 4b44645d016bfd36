using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth;

/// <summary>The members of a request to the token endpoint, from a form of either kind or from JSON.</summary>
internal sealed class TokenRequest
{
    public const string JwtGrant = "urn:bitbucket:oauth2:jwt";
    public const string Repository = "bitbucket_repository";

    private const string OddPrefix = "grant_type=";

    private readonly Dictionary<string, StringValues> members;

    private TokenRequest(Dictionary<string, StringValues> members) => this.members = members;

    /// <summary>Which grant is asked for; empty: none.</summary>
    /// <remarks>A real app sends the name of the member once more inside its value (connect.md 10).</remarks>
    public string Grant => Text("grant_type") is { } grant
        ? grant.StartsWith(OddPrefix, StringComparison.Ordinal) ? grant[OddPrefix.Length..] : grant
        : "";

    /// <summary>Reads the body; a member that may stand only once and stands twice is refused (RFC 6749, 3.2).</summary>
    /// <returns>Exactly one of the two.</returns>
    public static async Task<(TokenRequest? Request, OAuthError? Refusal)> ReadAsync(HttpContext context)
    {
        var (body, unreadable) = await JsonBody.ReadAsync(context, optional: true);
        if (body is null)
            return (null, OAuthError.Of(unreadable!));

        var read = context.Request.HasFormContentType
            ? context.Request.Form.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal)
            : FromJson(body.Root);
        if (read is null)
            return (null, OAuthError.InvalidRequest("Each member of the body is a text, or a list of texts."));

        foreach (var (name, values) in read)
        {
            if (values.Count > 1 && name != Repository)
                return (null, OAuthError.InvalidRequest($"'{name}' stands more than once."));

            if (values.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true))
                return (null, OAuthError.InvalidRequest($"'{name}' holds a NUL character."));
        }

        return (new TokenRequest(read), null);
    }

    /// <summary>Null when absent or empty.</summary>
    public string? Text(string name) => members.TryGetValue(name, out var values) && values is [{ Length: > 0 } text] ? text : null;

    /// <summary>All of a member that may be repeated, or be one list in commas or blanks.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        members.TryGetValue(name, out var values) ? [.. values.SelectMany(value => (value ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))] : [];

    /// <summary>The scopes of a new token: what <c>scope</c> asks for, or all of <paramref name="granted"/>.</summary>
    public (ScopeSet Scopes, OAuthError? Refusal) Narrow(ScopeSet granted) => Narrow(Text("scope"), granted);

    /// <summary>As the other overload, of a scope that stood elsewhere.</summary>
    public static (ScopeSet Scopes, OAuthError? Refusal) Narrow(string? asked, ScopeSet granted)
    {
        if (asked is null)
            return (granted, null);

        if (!ScopeSet.TryParse(asked, out var scopes, out var unknown))
            return (default, OAuthError.InvalidScope($"There is no scope '{unknown}'."));

        return scopes.Except(granted.Closure()) is { IsEmpty: false } more
            ? (default, OAuthError.InvalidScope($"The scope {more} is beyond what was granted: {(granted.IsEmpty ? "none" : granted)}."))
            : (scopes, null);
    }

    /// <summary>Null when a member is neither a text nor a list of texts.</summary>
    private static Dictionary<string, StringValues>? FromJson(JsonElement root)
    {
        var read = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;

            if (member.Value.ValueKind == JsonValueKind.String)
                read[member.Name] = member.Value.GetString();
            else if (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
                read[member.Name] = member.Value.EnumerateArray().Select(item => item.GetString()).ToArray();
            else
                return null;
        }

        return read;
    }
}
