namespace Mortise.Server.Tests.House;

/// <summary>Links that are part of a representation although this version answers 404 there: clients read them, and what they name is still to come.</summary>
internal static class LinksToCome
{
    /// <summary>Type of the object, relation, and what the link waits for.</summary>
    public static IReadOnlyList<(string Type, string Relation, string WaitsFor)> All { get; } =
    [
        ("repository", "downloads", "downloads"),
        ("workspace", "snippets", "snippets"),
    ];

    /// <summary>Whether the link is something to do and not to read.</summary>
    public static bool Acts(string relation) => relation is "approve" or "request-changes" or "merge" or "decline";

    public static bool Has(string type, string relation) => All.Any(link => link.Type == type && link.Relation == relation);
}
