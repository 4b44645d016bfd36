using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.Addon.Updates;

/// <summary>What an update changes: address, scopes, modules, and the linker values that go.</summary>
internal sealed record DescriptorDifference
{
    public required string UrlBefore { get; init; }

    public required string UrlAfter { get; init; }

    /// <summary>Declared, not closed.</summary>
    public required ScopeSet ScopesBefore { get; init; }

    public required ScopeSet ScopesAfter { get; init; }

    /// <summary>Root members of the descriptor that differ, <c>modules</c> and <c>scopes</c> left out.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    public required IReadOnlyList<ModuleChange> Modules { get; init; }

    /// <summary>Linkers whose values go with the update: they vanish, or take no values any more. How many values by key.</summary>
    public required IReadOnlyDictionary<string, long> ValuesLost { get; init; }

    /// <summary>The two documents differ in nothing but blanks and the order of members; the order of modules counts.</summary>
    public required bool IsSameDocument { get; init; }

    /// <summary>True when an update would change nothing.</summary>
    public bool IsEmpty => UrlBefore == UrlAfter && ScopesBefore == ScopesAfter && IsSameDocument;

    /// <summary>What is gained beyond the scopes held, implied ones included.</summary>
    public ScopeSet Growth => ScopesAfter.Closure().Except(ScopesBefore.Closure());

    /// <param name="installation">As it is, with the descriptor in force.</param>
    /// <param name="after">The new descriptor.</param>
    /// <param name="url">The descriptor URL after the update.</param>
    /// <param name="sizes">How many values its linkers have now.</param>
    public static DescriptorDifference Between(
        Installation installation, Descriptor after, string url, IReadOnlyDictionary<string, long> sizes)
    {
        _ = ScopeSet.TryParse(installation.Scopes, out var held, out _);
        using var old = JsonDocument.Parse(WithoutMark(installation.Descriptor));
        using var @new = JsonDocument.Parse(WithoutMark(after.Utf8));
        var kept = after.LinkersTakingValues().ToHashSet(StringComparer.Ordinal);
        return new()
        {
            UrlBefore = installation.DescriptorUrl,
            UrlAfter = url,
            ScopesBefore = held,
            ScopesAfter = after.Scopes,
            IsSameDocument = JsonElement.DeepEquals(old.RootElement, @new.RootElement),
            Members = ChangedMembers(old.RootElement, @new.RootElement),
            Modules = ModuleChange.Between(ModuleList.Of(old.RootElement), ModuleList.Of(@new.RootElement)),
            ValuesLost = sizes.Where(size => !kept.Contains(size.Key)).ToDictionary(StringComparer.Ordinal),
        };
    }

    public JsonObject ToJson() => new()
    {
        ["descriptor_url"] = UrlBefore == UrlAfter ? null : new JsonObject { ["before"] = UrlBefore, ["after"] = UrlAfter },
        ["scopes"] = new JsonObject
        {
            ["before"] = Names(ScopesBefore),
            ["after"] = Names(ScopesAfter),
            ["gained"] = Names(Growth),
            ["dropped"] = Names(ScopesBefore.Closure().Except(ScopesAfter.Closure())),
        },
        ["members"] = new JsonArray([.. Members.Select(name => JsonValue.Create(name))]),
        ["modules"] = new JsonArray([.. Modules.Select(module => module.ToJson())]),
        ["linker_values_lost"] = new JsonObject(ValuesLost.Select(lost => new KeyValuePair<string, JsonNode?>(lost.Key, lost.Value))),
    };

    private static JsonArray Names(ScopeSet scopes) => new([.. scopes.Select(scope => JsonValue.Create(scope.ToWireName()))]);

    private static List<string> ChangedMembers(JsonElement before, JsonElement after) =>
        [
            .. before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct(StringComparer.Ordinal)
                .Where(name => name is not ("modules" or "scopes")
                    && !(before.TryGetProperty(name, out var old) && after.TryGetProperty(name, out var @new) && JsonElement.DeepEquals(old, @new))),
        ];

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
