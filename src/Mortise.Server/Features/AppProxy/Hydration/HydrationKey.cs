using System.Text.Json;
using Mortise.Git.Objects;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy.Hydration;

/// <summary>The kinds of objects that an app may name in place of writing them out.</summary>
internal enum HydratedKind
{
    Account,
    Workspace,
    Repository,
    PullRequest,
    Commit,
}

/// <summary>Names one object: by its UUID, or by that of its repository and its number or hash.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Id">Of a pull request and a commit, their repository's.</param>
/// <param name="Name">The number or hash; empty for the others.</param>
internal readonly record struct HydrationKey(HydratedKind Kind, Guid Id, string Name = "")
{
    /// <summary>What a JSON object names; null where it names nothing that can be looked up.</summary>
    /// <param name="repository">The one of the request's path: whose pull requests and commits are meant where the object does not say.</param>
    public static HydrationKey? Of(JsonElement json, Guid? repository) => Text(json, "type") switch
    {
        "user" or "team" => ByUuid(HydratedKind.Account, json),
        "workspace" => ByUuid(HydratedKind.Workspace, json),
        "repository" => ByUuid(HydratedKind.Repository, json),
        "pullrequest" when json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) =>
            Below(HydratedKind.PullRequest, json, repository, $"{number}"),
        "commit" when Text(json, "hash") is { } hash && ObjectId.TryParse(hash, out var id) => Below(HydratedKind.Commit, json, repository, id.ToString()),
        _ => null,
    };

    private static HydrationKey? ByUuid(HydratedKind kind, JsonElement json) => Uuid(json) is { } id ? new(kind, id) : null;

    private static HydrationKey? Below(HydratedKind kind, JsonElement json, Guid? repository, string name) =>
        (Uuid(Member(Member(json, "destination"), "repository")) ?? Uuid(Member(json, "repository")) ?? repository) is { } parent ? new(kind, parent, name) : null;

    private static Guid? Uuid(JsonElement json) => Text(json, "uuid") is { } text && Identifier.TryParseBraced(text, out var id) ? id : null;

    private static JsonElement Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
