using System.Text.Json;

namespace Mortise.Server.Platform.Http;

/// <summary>Reads the members of a body one by one and gathers what is wrong with each; unknown members are ignored.</summary>
/// <remarks>An absent member and a null one read as null. Forms send text, so that <c>"true"</c> counts as a boolean.</remarks>
internal sealed class BodyMembers(JsonElement root)
{
    private readonly Dictionary<string, string[]> faults = new(StringComparer.Ordinal);

    /// <summary>The refusal that names every member at fault; null when all were sound.</summary>
    public ApiError? Problem => faults.Count > 0 ? ApiError.InvalidFields(faults) : null;

    public void Fault(string name, string problem) => faults.TryAdd(name, [problem]);

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

        var inner = new BodyMembers(value);
        var text = members.Select(member => inner.Text(member, most)).FirstOrDefault(found => found is not null);
        foreach (var (member, problems) in inner.faults)
            Fault($"{name}.{member}", problems[0]);

        return text ?? (inner.faults.Count == 0 ? Fail(name, $"The object names nothing: it has '{string.Join("' or '", members)}'.") : null);
    }

    private string? Fail(string name, string problem)
    {
        Fault(name, problem);
        return null;
    }

    private static bool TryFind(JsonElement root, string name, out JsonElement value) =>
        root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
