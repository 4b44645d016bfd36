using System.Text.Json;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests;

/// <summary>What POST and PUT send (rest.md 16.7); members that are not for clients to set are ignored. Null: not sent.</summary>
internal sealed record PullRequestBody
{
    private const int LongestTitle = 255;
    private const int LongestDescription = 64 * 1024;
    private const int LongestBranch = 244;
    private const int MostReviewers = 50;

    public string? Title { get; private init; }

    public string? Description { get; private init; }

    public bool? Draft { get; private init; }

    public bool? CloseSourceBranch { get; private init; }

    public string? SourceBranch { get; private init; }

    /// <summary><c>workspace/slug</c> or <c>{uuid}</c>.</summary>
    public string? SourceRepository { get; private init; }

    public string? DestinationBranch { get; private init; }

    /// <summary>Ids in braces, account ids or usernames; each once.</summary>
    public IReadOnlyList<string>? Reviewers { get; private init; }

    /// <summary>Exactly one of the two is set.</summary>
    /// <param name="creates">Whether title and source are needed.</param>
    public static async Task<(PullRequestBody? Body, ApiError? Problem)> ReadAsync(HttpContext context, bool creates)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        var body = new PullRequestBody
        {
            Title = members.Text("title", LongestTitle),
            Description = members.Text("description", LongestDescription, lines: true),
            Draft = members.Flag("draft"),
            CloseSourceBranch = members.Flag("close_source_branch"),
            SourceBranch = BranchOf(json.Root, "source", members),
            SourceRepository = RepositoryOf(json.Root, "source", members),
            DestinationBranch = BranchOf(json.Root, "destination", members),
            Reviewers = ReviewersOf(json.Root, members),
        };
        if (body.Title is { } title && title.Trim().Length == 0)
            members.Fault("title", "A pull request has a title.");
        if (creates && body.Title is null)
            members.Fault("title", "This field is required: a text.");
        if (creates && body.SourceBranch is null)
            members.Fault("source", "This field is required: an object with 'branch.name'.");

        return members.Problem is { } faults ? (null, faults) : (body, null);
    }

    private static string? BranchOf(JsonElement root, string side, BodyMembers members) =>
        Inner(root, side, members) is { } endpoint && Inner(endpoint, "branch", members, $"{side}.branch") is { } branch
            ? TextOf(branch, "name", $"{side}.branch.name", LongestBranch, members)
            : null;

    private static string? RepositoryOf(JsonElement root, string side, BodyMembers members) =>
        Inner(root, side, members) is { } endpoint && Inner(endpoint, "repository", members, $"{side}.repository") is { } repository
            ? TextOf(repository, "uuid", $"{side}.repository.uuid", 200, members) ?? TextOf(repository, "full_name", $"{side}.repository.full_name", 200, members)
            : null;

    private static IReadOnlyList<string>? ReviewersOf(JsonElement root, BodyMembers members)
    {
        if (!root.TryGetProperty("reviewers", out var list) || list.ValueKind == JsonValueKind.Null)
            return null;

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostReviewers)
        {
            members.Fault("reviewers", $"This is an array of at most {MostReviewers} accounts, each with 'uuid' or 'account_id'.");
            return null;
        }

        var named = new List<string>();
        foreach (var (at, account) in list.EnumerateArray().Index())
        {
            var text = account.ValueKind == JsonValueKind.Object
                ? TextOf(account, "uuid", $"reviewers[{at}].uuid", 200, members) ?? TextOf(account, "account_id", $"reviewers[{at}].account_id", 200, members)
                    ?? TextOf(account, "username", $"reviewers[{at}].username", 200, members)
                : null;
            if (text is null)
                members.Fault("reviewers", $"The account at place {at} has neither 'uuid' nor 'account_id'.");
            else
                named.Add(text);
        }

        return [.. named.Distinct(StringComparer.Ordinal)];
    }

    private static JsonElement? Inner(JsonElement root, string name, BodyMembers members, string? called = null)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;

        if (value.ValueKind == JsonValueKind.Object)
            return value;

        members.Fault(called ?? name, $"This is an object; the body has {JsonBody.Describe(value.ValueKind)}.");
        return null;
    }

    private static string? TextOf(JsonElement root, string name, string called, int most, BodyMembers members)
    {
        var text = new BodyMembers(root);
        var value = text.Text(name, most);
        if (text.Problem?.Fields is { } faults)
            members.Fault(called, faults[name][0]);

        return value is { Length: > 0 } ? value : null;
    }
}
