using System.Text.Json;
using Mortise.Connect.Conditions;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Descriptors;

/// <summary>Reads the <c>conditions</c> of modules and of proxy routes.</summary>
/// <remarks>Source: <c>connect.md</c> 4.1 and 4.3.</remarks>
internal sealed class ConditionReader(ReportBuilder report, ScopeSet asked)
{
    /// <summary>How deep compositions nest, the module's own list being the first level.</summary>
    private const int MaxNesting = 16;

    /// <summary>How many conditions one descriptor has.</summary>
    private const int MaxConditions = 2000;

    private static readonly string Names = "one of " + string.Join(", ", ConditionNames.All);

    private int count;

    /// <summary>Reads the member <c>conditions</c> of a module; absent is an empty list.</summary>
    public IReadOnlyList<Condition> ReadList(ObjectNode owner) => ReadMember(owner, "conditions", 1);

    private List<Condition> ReadMember(ObjectNode owner, string name, int nesting)
    {
        if (nesting > MaxNesting)
        {
            report.Fault(owner.PointerTo(name), owner[name], $"compositions nested at most {MaxNesting} deep");
            return [];
        }

        // A single condition instead of a list is taken as a list of it, as for modules.
        var json = owner[name];
        var items = json.ValueKind == JsonValueKind.Object
            ? [(json, owner.PointerTo(name))]
            : owner.Items(name, MaxConditions, "an array of conditions");
        var conditions = new List<Condition>(items.Count);
        foreach (var (item, pointer) in items)
        {
            if (Read(item, pointer, nesting) is { } condition)
                conditions.Add(condition);
        }

        return conditions;
    }

    private Condition? Read(JsonElement json, string pointer, int nesting)
    {
        if (++count > MaxConditions)
        {
            if (count == MaxConditions + 1)
                report.Fault(pointer, "one condition more", $"at most {MaxConditions} conditions in a descriptor");

            return null;
        }

        if (ObjectNode.Read(json, pointer, report, "a condition, as an object") is not { } node)
            return null;

        var invert = ReadInvert(node);
        if (node.Has("condition"))
            return ReadSimple(node, invert);

        foreach (var shortForm in (string[])["and", "or"])
        {
            if (node.Has(shortForm))
                return new CompositeCondition(shortForm == "and", ReadMember(node, shortForm, nesting + 1), invert);
        }

        if (!node.Has("conditions"))
        {
            report.Fault(pointer, json, "an object with 'condition', or with 'conditions' and 'type'");
            return null;
        }

        return new CompositeCondition(ReadIsAnd(node), ReadMember(node, "conditions", nesting + 1), invert);
    }

    private SimpleCondition? ReadSimple(ObjectNode node, bool invert)
    {
        var name = node.RequiredText("condition", 128, Names);
        if (name is not null && !ConditionNames.All.Contains(name))
            report.Fault(node.PointerTo("condition"), node["condition"], Names);

        var target = node.OptionalText("target", DescriptorUrls.MaxLength);
        if (name is "equals" or "contains" && !node.Has("target"))
            report.Fault(node.PointerTo("target"), node["target"], $"an expression that '{name}' is evaluated against, such as repository.uuid");

        var parameters = node.OptionalObject("params");
        if (name is null)
            return null;

        var condition = new SimpleCondition(name, target, parameters?.Json, invert);
        foreach (var (member, text) in ConditionCheck.Find(condition, asked))
            report.Warn(node.PointerTo(member), text);

        return condition;
    }

    private bool ReadIsAnd(ObjectNode node)
    {
        var json = node["type"];
        var type = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        if (json.ValueKind != JsonValueKind.Undefined && type is not ("and" or "AND" or "or" or "OR"))
            report.Fault(node.PointerTo("type"), json, "and, AND, or, OR");

        return type is not ("or" or "OR");
    }

    private bool ReadInvert(ObjectNode node)
    {
        var json = node["invert"];
        if (json.ValueKind == JsonValueKind.String && bool.TryParse(json.GetString(), out var invert))
            return invert;

        if (json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False))
            report.Fault(node.PointerTo("invert"), json, "true or false");

        return json.ValueKind == JsonValueKind.True;
    }
}
