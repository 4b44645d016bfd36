using System.Text.Json;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Webhooks.Endpoints;

/// <summary>The body of POST and PUT (rest.md 16.9).</summary>
internal static class WebhookBody
{
    private const int LongestDescription = 255;

    /// <summary>Exactly one of the two is set.</summary>
    /// <param name="isNew">Whether the address and the events must be there.</param>
    /// <param name="ofRepository">Whether it subscribes to one repository.</param>
    public static async Task<(WebhookChanges? Changes, ApiError? Problem)> ReadAsync(
        HttpContext context, bool isNew, bool ofRepository, Caller caller, AddressRules rules)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        var url = members.Text("url", AddressRules.LongestUrl);
        if (url is null && isNew)
            members.Fault("url", "This field is required.");
        else if (url is not null && !rules.TryRead(url, out _, out var refusal))
            members.Fault("url", refusal!);

        var events = Events(json.Root, members, ofRepository);
        if (events is null && isNew)
            members.Fault("events", "This field is required.");

        var changes = new WebhookChanges(
            url, members.Text("description", LongestDescription), events, members.Flag("active"), Secret(json.Root, members), members.Flag("skip_cert_verification"),
            members.Flag("history_enabled"));
        if (members.Problem is { } faults)
            return (null, faults);

        return WhyNotSubscribe(caller, events ?? []) is { } forbidden ? (null, forbidden) : (changes, null);
    }

    private static List<string>? Events(JsonElement root, BodyMembers members, bool ofRepository)
    {
        if (!root.TryGetProperty("events", out var list) || list.ValueKind == JsonValueKind.Null)
            return null;

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0 || list.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
        {
            members.Fault("events", "This is a list of at least one event, such as [\"repo:push\"].");
            return [];
        }

        var events = list.EnumerateArray().Select(one => one.GetString()!).ToList();
        if (events.Distinct(StringComparer.Ordinal).Count() < events.Count)
            members.Fault("events", "An event stands in the list twice.");
        else if (events.FirstOrDefault(key => WebhookEvent.Find(key) is not { } known || (ofRepository && !known.OfRepositories)) is { } unknown)
            members.Fault("events", $"'{(unknown.Length > 100 ? unknown[..100] : unknown)}' is not an event of a {(ofRepository ? "repository" : "workspace")}.");

        return events;
    }

    /// <summary>Null: the body has none; empty: it takes the secret away.</summary>
    private static string? Secret(JsonElement root, BodyMembers members)
    {
        if (!root.TryGetProperty("secret", out var value))
            return null;

        return value.ValueKind == JsonValueKind.Null ? "" : members.Text("secret", Webhook.LongestSecret);
    }

    /// <summary>Who subscribes, or says where a subscription goes, must be allowed to read what its events tell of (rest.md 5.1, 19.1).</summary>
    public static ApiError? WhyNotSubscribe(Caller caller, IReadOnlyList<string> events)
    {
        if (caller.Scopes is not { } held)
            return null;

        var needed = events.Select(key => WebhookEvent.Find(key)!).DistinctBy(one => one.Needs).Where(one => !held.Allows(one.Needs, one.NeedsGranular));
        var names = needed.Select(one => held.IsGranular ? one.NeedsGranular : one.Needs.ToWireName()).ToList();
        return names.Count == 0 ? null : ApiError.MissingScope(held.Names, [.. names.Prepend(held.IsGranular ? "write:webhook:bitbucket" : "webhook")]);
    }
}
