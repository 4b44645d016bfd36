using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Features.Addon.Updates;

/// <summary>A module that an update adds, removes or changes.</summary>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Kind">Its collection, as the descriptor spells it.</param>
/// <param name="Name">Its key; the event of a webhook, the path of a proxy route.</param>
internal sealed record ModuleChange(string Change, string Kind, string Name)
{
    /// <summary>What leads from the one list to the other, in their orders: first what stays or goes, then what comes.</summary>
    public static IReadOnlyList<ModuleChange> Between(IReadOnlyList<ModuleList.Entry> before, IReadOnlyList<ModuleList.Entry> after)
    {
        var coming = after.ToDictionary(entry => (entry.Kind, entry.Name));
        var changes = new List<ModuleChange>();
        foreach (var entry in before)
        {
            if (!coming.Remove((entry.Kind, entry.Name), out var twin))
                changes.Add(new("removed", entry.Kind, entry.Name));
            else if (!JsonElement.DeepEquals(entry.Json, twin.Json))
                changes.Add(new("changed", entry.Kind, entry.Name));
        }

        changes.AddRange(after.Where(entry => coming.ContainsKey((entry.Kind, entry.Name))).Select(entry => new ModuleChange("added", entry.Kind, entry.Name)));
        return changes;
    }

    public JsonObject ToJson() => new() { ["change"] = Change, ["kind"] = Kind, ["name"] = Name };
}

/// <summary>The modules of a descriptor as JSON, each with a name that finds it again in another version.</summary>
internal static class ModuleList
{
    private static readonly string[] Names = ["key", "event", "clientId"];

    /// <summary>Collections that are objects with a member for each module.</summary>
    private static readonly string[] Maps = ["proxy", "proxies", "customEvents", "customEvent"];

    internal readonly record struct Entry(string Kind, string Name, JsonElement Json);

    public static IReadOnlyList<Entry> Of(JsonElement descriptor)
    {
        if (!descriptor.TryGetProperty("modules", out var modules) || modules.ValueKind != JsonValueKind.Object)
            return [];

        var entries = new List<Entry>();
        var seen = new HashSet<(string, string)>();
        foreach (var collection in modules.EnumerateObject())
        {
            foreach (var (name, json) in ItemsOf(collection))
            {
                // Two hooks may wait for one event: the second is told from the first by its number.
                var unique = name;
                for (var number = 2; !seen.Add((collection.Name, unique)); number++)
                    unique = $"{name} ({number})";

                entries.Add(new(collection.Name, unique, json));
            }
        }

        return entries;
    }

    private static IEnumerable<(string Name, JsonElement Json)> ItemsOf(JsonProperty collection) => collection.Value.ValueKind switch
    {
        JsonValueKind.Array => collection.Value.EnumerateArray().Select(json => (NameOf(json), json)),
        JsonValueKind.Object when Maps.Contains(collection.Name) => collection.Value.EnumerateObject().Select(member => (member.Name, member.Value)),
        _ => [(NameOf(collection.Value), collection.Value)],
    };

    private static string NameOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
            ? Names.Select(name => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                .FirstOrDefault(text => text is not null) ?? ""
            : "";
}
