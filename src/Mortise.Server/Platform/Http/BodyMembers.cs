using System.Text.Json;

namespace Mortise.Server.Platform.Http;

/// <summary>Reads the members of a body one by one and gathers what is wrong with each; unknown members are ignored.</summary>
/// <remarks>An absent member and a null one read as null. Forms send text, so that <c>"true"</c> counts as a boolean.</remarks>
internal sealed class BodyMembers
{
    private readonly JsonElement root;
    private readonly string prefix;
    private readonly Dictionary<string, string[]> faults;

    public BodyMembers(JsonElement root)
        : this(root, "", new Dictionary<string, string[]>(StringComparer.Ordinal))
    {
    }

    private BodyMembers(JsonElement root, string prefix, Dictionary<string, string[]> faults) => (this.root, this.prefix, this.faults) = (root, prefix, faults);

    /// <summary>The refusal that names every member at fault; null when all were sound.</summary>
    public ApiError? Problem => faults.Count > 0 ? ApiError.InvalidFields(faults) : null;

    public void Fault(string name, string problem) => faults.TryAdd(prefix + name, [problem]);

    /// <summary>The members of an object within this one; what is wrong with them is gathered here, by names such as <c>[3].summary</c>.</summary>
    /// <param name="path">With the dot at its end: <c>data[0].</c>.</param>
    /// <param name="inner">An object.</param>
    public BodyMembers Within(string path, JsonElement inner) => new(inner, prefix + path, faults);

    /// <summary>The members of an embedded object; null when it is absent, null, or no object.</summary>
    public BodyMembers? Object(string name)
    {
        if (!TryFind(root, name, out var value))
            return null;

        if (value.ValueKind == JsonValueKind.Object)
            return Within(name + ".", value);

        Fault(name, $"This is an object; the body has {JsonBody.Describe(value.ValueKind)}.");
        return null;
    }

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public long? Number(string name, long least)
    {
        if (!TryFind(root, name, out var value))
            return null;

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least)
            return number;

        Fault(name, $"This is a whole number of at least {least}.");
        return null;
    }

    /// <summary>An array of at most <paramref name="most"/> elements; empty when it is absent.</summary>
    public IReadOnlyList<JsonElement> Items(string name, int most)
    {
        if (!TryFind(root, name, out var value))
            return [];

        if (value.ValueKind != JsonValueKind.Array)
            Fault(name, $"This is an array; the body has {JsonBody.Describe(value.ValueKind)}.");
        else if (value.GetArrayLength() > most)
            Fault(name, $"The array has {value.GetArrayLength()} elements; at most {most} are taken.");
        else
            return [.. value.EnumerateArray()];

        return [];
    }

    /// <summary>Faults every member that is not one of <paramref name="known"/>, for the few bodies that are strict (rest.md 8, D-47).</summary>
    public void Only(params string[] known)
    {
        foreach (var member in root.EnumerateObject().Where(member => !known.Contains(member.Name, StringComparer.Ordinal)))
            Fault(member.Name, "extra keys not allowed");
    }

    /// <summary>A text of at most <paramref name="most"/> characters, without control characters.</summary>
    /// <param name="lines">Whether line breaks and tabs may stand in it.</param>
    public string? Text(string name, int most, bool lines = false)
    {
        if (!TryFind(root, name, out var value))
            return null;

        if (value.ValueKind != JsonValueKind.String)
            return Fail(name, $"This is a text; the body has {JsonBody.Describe(value.ValueKind)}.");

        var text = value.GetString()!;
        if (text.Length > most)
            return Fail(name, $"The text has {text.Length} characters; at most {most} are kept.");

        return text.Any(character => char.IsControl(character) && !(lines && character is '\n' or '\r' or '\t')) ? Fail(name, "The text holds control characters.") : text;
    }

    public bool? Flag(string name)
    {
        if (!TryFind(root, name, out var value))
            return null;

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();

        if (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var flag))
            return flag;

        Fault(name, $"This is true or false; the body has {JsonBody.Describe(value.ValueKind)}.");
        return null;
    }

    public string? OneOf(string name, params string[] values) =>
        Text(name, 100) is not { } text || values.Contains(text, StringComparer.Ordinal) ? Text(name, 100) : Fail(name, $"This is one of {string.Join(", ", values)}.");

    /// <summary>The first of <paramref name="members"/> that an embedded object has; a bare text counts as the object's first member.</summary>
    public string? TextIn(string name, int most, params string[] members)
    {
        if (!TryFind(root, name, out var value))
            return null;

        if (value.ValueKind == JsonValueKind.String)
            return Text(name, most);

        if (value.ValueKind != JsonValueKind.Object)
            return Fail(name, $"This is an object; the body has {JsonBody.Describe(value.ValueKind)}.");

        var inner = Within(name + ".", value);
        var before = faults.Count;
        var text = members.Select(member => inner.Text(member, most)).FirstOrDefault(found => found is not null);
        return text ?? (faults.Count == before ? Fail(name, $"The object names nothing: it has '{string.Join("' or '", members)}'.") : null);
    }

    private string? Fail(string name, string problem)
    {
        Fault(name, problem);
        return null;
    }

    private static bool TryFind(JsonElement root, string name, out JsonElement value) =>
        root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
