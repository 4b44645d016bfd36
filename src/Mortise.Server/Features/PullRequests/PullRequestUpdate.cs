using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Features.PullRequests;

/// <summary>What one update changed, and the request as it was then: <c>detail</c> of an event of kind <c>update</c>.</summary>
/// <remarks>
/// The JSON has <c>state</c>, <c>title</c>, <c>description</c>, <c>reason</c>, <c>draft</c>, <c>source</c> and <c>destination</c> (each <c>repository</c>, <c>branch</c>,
/// <c>hash</c>), and <c>changes</c>: a member for each that changed, with <c>old</c> and <c>new</c>; of <c>reviewers</c> <c>added</c> and <c>removed</c>.
/// </remarks>
internal sealed record PullRequestUpdate(JsonObject Changes)
{
    public static PullRequestUpdate Nothing { get; } = new(new JsonObject());

    public bool IsEmpty => Changes.Count == 0;

    public static PullRequestUpdate Between(PullRequest before, PullRequest after, (IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Removed)? reviewers)
    {
        var changes = new JsonObject();
        Add(changes, "title", before.Title, after.Title);
        Add(changes, "description", before.Description, after.Description);
        Add(changes, "draft", before.Draft, after.Draft);
        Add(changes, "destination", before.DestinationBranch, after.DestinationBranch);
        Add(changes, "source", before.SourceHash, after.SourceHash);
        if (reviewers is { } moved && moved.Added.Count + moved.Removed.Count > 0)
            changes["reviewers"] = new JsonObject { ["added"] = Ids(moved.Added), ["removed"] = Ids(moved.Removed) };

        return new PullRequestUpdate(changes);
    }

    public string Write(PullRequest request) => new JsonObject
    {
        ["state"] = request.State,
        ["title"] = request.Title,
        ["description"] = request.Description,
        ["reason"] = request.Reason,
        ["draft"] = request.Draft,
        ["source"] = new JsonObject { ["repository"] = request.SourceRepositoryId?.ToString("D"), ["branch"] = request.SourceBranch, ["hash"] = request.SourceHash },
        ["destination"] = new JsonObject { ["repository"] = request.RepositoryId.ToString("D"), ["branch"] = request.DestinationBranch, ["hash"] = request.DestinationHash },
        ["changes"] = Changes.DeepClone(),
    }.ToJsonString(JsonSerializerOptions.Default);

    private static void Add<T>(JsonObject changes, string name, T before, T after)
    {
        if (!EqualityComparer<T>.Default.Equals(before, after))
            changes[name] = new JsonObject { ["old"] = JsonValue.Create(before), ["new"] = JsonValue.Create(after) };
    }

    private static JsonArray Ids(IEnumerable<Guid> ids) => new([.. ids.Select(id => JsonValue.Create(id.ToString("D")))]);
}
