using System.Text.Json.Nodes;

namespace Mortise.Query.Tests.Fields;

/// <summary>The same rules on a finished document, step by step: build the default one (or none), then add and remove item by item.</summary>
internal static class NaiveMask
{
    public static string Apply(Node.Resource document, string fields)
    {
        var items = fields.Split(',').Select(item => item.TrimEnd()).Where(item => item.Trim().Length > 0).ToList();
        var isBare = items.Exists(item => item[0] is not ('+' or '-' or ' '));
        var result = isBare ? new JsonObject() : Default(document, embedded: false);

        foreach (var item in items)
        {
            var path = item.TrimStart().TrimStart('+', '-').Split('.');
            if (item.TrimStart()[0] == '-')
                Remove(result, path);
            else
                Add(document, result, path, embedded: false);
        }

        return Ordered(document, result).ToJsonString();
    }

    private static JsonNode Default(Node node, bool embedded)
    {
        switch (node)
        {
            case Node.Scalar scalar:
                return JsonValue.Create(scalar.Value);
            case Node.List list:
                return new JsonArray([.. list.Elements.Select(element => Default(element, embedded))]);
            default:
                var result = new JsonObject();
                FillDefaults(node, result, embedded);
                return result;
        }
    }

    /// <summary>Adds what the default representation has and <paramref name="result"/> has not.</summary>
    private static void FillDefaults(Node node, JsonNode result, bool embedded)
    {
        if (node is Node.List list)
        {
            for (var i = 0; i < list.Elements.Count; i++)
                FillDefaults(list.Elements[i], result[i]!, embedded);
        }
        else if (node is Node.Resource resource)
        {
            foreach (var member in resource.Members)
            {
                if (member.Shown == Query.Fields.Shown.Extra || (member.Shown == Query.Fields.Shown.Full && embedded))
                    continue;
                if (result[member.Name] is { } there)
                    FillDefaults(member.Value, there, embedded || member.Embedded);
                else
                    result[member.Name] = Default(member.Value, embedded || member.Embedded);
            }
        }
    }

    private static void Add(Node node, JsonNode result, ReadOnlySpan<string> path, bool embedded)
    {
        if (node is Node.List list)
        {
            for (var i = 0; i < list.Elements.Count; i++)
                Add(list.Elements[i], result[i]!, path, embedded);
            return;
        }

        foreach (var member in ((Node.Resource)node).Members)
        {
            var below = embedded || member.Embedded;
            if (path[0] != "*" && path[0] != member.Name)
                continue;

            if (path.Length == 1 && result[member.Name] is { } there)
            {
                FillDefaults(member.Value, there, below);
            }
            else if (path.Length == 1)
            {
                result[member.Name] = Default(member.Value, below);
            }
            else if (member.Value is not Node.Scalar)
            {
                result[member.Name] ??= Empty(member.Value);
                Add(member.Value, result[member.Name]!, path[1..], below);
            }
        }
    }

    private static JsonNode Empty(Node node) =>
        node is Node.List list ? new JsonArray([.. list.Elements.Select(_ => new JsonObject())]) : new JsonObject();

    private static void Remove(JsonNode? result, ReadOnlySpan<string> path)
    {
        if (result is JsonArray list)
        {
            foreach (var element in list)
                Remove(element, path);
        }
        else if (result is JsonObject members)
        {
            foreach (var name in members.Select(member => member.Key).ToList())
            {
                if (path[0] != "*" && path[0] != name)
                    continue;
                if (path.Length == 1)
                    members.Remove(name);
                else
                    Remove(members[name], path[1..]);
            }
        }
    }

    private static JsonNode Ordered(Node node, JsonNode result) => node switch
    {
        Node.List list => new JsonArray([.. list.Elements.Select((element, i) => Ordered(element, result[i]!))]),
        Node.Resource resource => new JsonObject(resource.Members
            .Where(member => result[member.Name] is not null)
            .Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Ordered(member.Value, result[member.Name]!)))),
        _ => result.DeepClone(),
    };
}
