namespace Mortise.Server.Tests.House;

/// <summary>Links that are part of a representation although this version answers 404 there: clients read them, and what they name is still to come.</summary>
internal static class LinksToCome
{
    /// <summary>Type of the object, relation, and what the link waits for.</summary>
    public static IReadOnlyList<(string Type, string Relation, string WaitsFor)> All { get; } =
    [
        ("repository", "pullrequests", "pull requests"),
        ("repository", "branches", "refs"),
        ("repository", "tags", "refs"),
        ("repository", "downloads", "downloads"),
        ("repository", "hooks", "webhooks"),
        ("repository", "html", "the pages"),
        ("commit", "html", "the pages"),
        ("commit", "diff", "diffs"),
        ("commit", "patch", "diffs"),
        ("commit", "approve", "commits"),
        ("commit", "comments", "commits"),
        ("project", "html", "the pages"),
        ("group", "html", "the pages"),
        ("workspace", "snippets", "snippets"),
        ("workspace", "html", "the pages"),
        ("team", "html", "the pages"),
        ("user", "html", "the pages"),
    ];

    public static bool Has(string type, string relation) => All.Any(link => link.Type == type && link.Relation == relation);
}
