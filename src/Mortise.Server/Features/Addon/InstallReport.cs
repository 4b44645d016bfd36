using System.Text.Json.Nodes;
using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Egress;

namespace Mortise.Server.Features.Addon;

/// <summary>Each step of an install or an update with its facts, and, where it failed, the cause and what to do about it.</summary>
internal sealed record InstallReport
{
    public OutboundAnswer? Fetch { get; init; }

    public DescriptorReport? Validation { get; init; }

    /// <summary>How the app's key came to this descriptor; null where the install did not get as far.</summary>
    public string? Key { get; init; }

    public CallbackStep? Callback { get; init; }

    public IReadOnlyList<DescriptorEntry> NotActedOn { get; init; } = [];

    /// <summary>Null when it succeeded.</summary>
    public InstallFailure? Failure { get; init; }

    /// <summary>How it ended where it did not fail: <c>installed</c>, <c>updated</c>, <c>unchanged</c> or <c>would be updated</c>.</summary>
    public string Outcome { get; init; } = "installed";

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["outcome"] = Failure is null ? Outcome : "failed" };
        if (Failure is { } failure)
            json["failure"] = new JsonObject { ["step"] = failure.Step, ["cause"] = failure.Cause, ["fix"] = failure.Fix };

        if (Fetch is { } fetch)
            json["fetch"] = FetchJson(fetch);

        if (Validation is { } validation)
            json["validation"] = ValidationJson(validation);

        if (Key is not null)
            json["key"] = Key;

        if (Callback is { } callback)
            json["callback"] = CallbackJson(callback);

        if (Validation is { Faults.Count: 0 })
            json["not_acted_on"] = List(NotActedOn, entry => new JsonObject { ["pointer"] = entry.Pointer, ["kind"] = entry.Kind, ["detail"] = entry.Detail });

        return json;
    }

    private static JsonObject FetchJson(OutboundAnswer fetch) => new()
    {
        ["url"] = fetch.Url,
        ["status"] = fetch.Status,
        ["time_ms"] = (long)fetch.Elapsed.TotalMilliseconds,
        ["redirects"] = List(fetch.Redirects, url => JsonValue.Create(url)),
        ["bytes"] = fetch.Body.Length,
    };

    private static JsonObject ValidationJson(DescriptorReport validation) => new()
    {
        ["faults"] = List(validation.Faults, fault => new JsonObject { ["pointer"] = fault.Pointer, ["found"] = fault.Found, ["expected"] = fault.Expected }),
        ["warnings"] = List(validation.Warnings, warning => new JsonObject { ["pointer"] = warning.Pointer, ["text"] = warning.Text }),
    };

    private static JsonObject CallbackJson(CallbackStep callback)
    {
        var json = new JsonObject
        {
            ["url"] = callback.Url,
            ["signed"] = callback.Signed,
            ["status"] = callback.Status,
            ["time_ms"] = (long)callback.Elapsed.TotalMilliseconds,
        };
        if (callback.BodyStart is not null)
            json["body_start"] = callback.BodyStart;

        return json;
    }

    private static JsonArray List<T>(IReadOnlyList<T> items, Func<T, JsonNode?> json) => new([.. items.Select(json)]);
}

/// <summary>Why an install or an update failed.</summary>
/// <param name="Step"><c>fetch</c>, <c>validation</c>, <c>key</c>, <c>begin</c> or <c>callback</c>; of an update also <c>url</c> or <c>scopes</c>.</param>
/// <param name="Cause">One line.</param>
/// <param name="Fix">One line.</param>
/// <param name="IsConflict">True where another order, or the same one later, may succeed: 409.</param>
internal sealed record InstallFailure(string Step, string Cause, string Fix, bool IsConflict = false)
{
    public string Message => $"{Cause} {Fix}";
}

/// <summary>What came of an install: always a report, and the installation where it succeeded.</summary>
internal sealed record InstallOutcome(Installation? Installation, InstallReport Report);
