using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mortise.Testing.Contract;

/// <summary>Holds JSON values against schemas: the part of OpenAPI 3.0 that the published document uses.</summary>
/// <remarks>
/// A schema that names no discriminator but stands for a family (<c>account</c>) is checked as the member of the family that the value's <c>type</c> names
/// (<c>user</c>, <c>team</c>): that schema has to be built on the one which is asked for.
/// </remarks>
/// <param name="document">The whole document.</param>
/// <param name="isPartial">Whether <c>fields</c> chose the members, so that required ones may be missing.</param>
internal sealed class SchemaCheck(JsonElement document, bool isPartial)
{
    private const string Prefix = "#/components/schemas/";

    private readonly List<SchemaFault> faults = [];

    /// <summary>What is wrong with <paramref name="value"/>; empty when it is sound.</summary>
    public static IReadOnlyList<SchemaFault> Of(JsonElement document, JsonElement schema, JsonElement value, bool isPartial = false)
    {
        var check = new SchemaCheck(document, isPartial);
        check.Check(schema, value, "");
        return check.faults;
    }

    private void Check(JsonElement schema, JsonElement value, string pointer)
    {
        if (value.ValueKind == JsonValueKind.Null && IsTrue(schema, "nullable"))
            return;

        if (schema.TryGetProperty("$ref", out var reference))
        {
            CheckNamed(NameIn(reference), value, pointer);
            return;
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
                Check(part.TryGetProperty("$ref", out var parent) ? Schema(parent) : part, value, pointer);
        }

        if (schema.TryGetProperty("oneOf", out var alternatives))
            CheckAlternatives(alternatives, value, pointer);

        if (schema.TryGetProperty("type", out var type) && !IsOfType(type.GetString()!, value))
        {
            Report(pointer, value.ValueKind.ToString(), $"{type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
            Report(pointer, value.GetRawText(), $"one of {allowed.GetRawText()}");

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(schema, value, pointer);
                break;
            case JsonValueKind.Array:
                CheckItems(schema, value, pointer);
                break;
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, pointer);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value.GetDouble(), pointer);
                break;
        }
    }

    private void CheckNamed(string name, JsonElement value, string pointer)
    {
        if (IsFamily(name) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.String && type.GetString() is { } actual && actual != name && Schemas.TryGetProperty(actual, out var schema))
        {
            if (IsBuiltOn(actual, name))
            {
                Check(schema, value, pointer);
                return;
            }

            if (!IsBuiltOn(name, actual) && name != "object")
                Report(pointer + "/type", actual, $"{name} or one built on it");
        }

        Check(Schemas.GetProperty(name), value, pointer);
    }

    /// <summary>One of them must fit; where none does, the faults of the nearest are told.</summary>
    private void CheckAlternatives(JsonElement alternatives, JsonElement value, string pointer)
    {
        var nearest = alternatives.EnumerateArray().Select(one => Of(document, one, value, isPartial)).MinBy(found => found.Count)!;
        faults.AddRange(nearest.Select(fault => fault with { Pointer = pointer + fault.Pointer }));
    }

    private void CheckMembers(JsonElement schema, JsonElement value, string pointer)
    {
        if (!isPartial && schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                    Report(pointer + "/" + name, "nothing", "a required member");
            }
        }

        JsonElement properties = default, others = default;
        var hasProperties = schema.TryGetProperty("properties", out properties);
        var hasOthers = schema.TryGetProperty("additionalProperties", out others);
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{pointer}/{member.Name}";
            if (hasProperties && properties.TryGetProperty(member.Name, out var known))
                Check(known, member.Value, at);
            else if (hasOthers && others.ValueKind == JsonValueKind.False)
                Report(at, "a member", "none of this name");
            else if (hasOthers && others.ValueKind == JsonValueKind.Object)
                Check(others, member.Value, at);
        }
    }

    private void CheckItems(JsonElement schema, JsonElement value, string pointer)
    {
        var count = value.GetArrayLength();
        if (schema.TryGetProperty("minItems", out var least) && count < least.GetInt32())
            Report(pointer, $"{count} items", $"at least {least}");

        if (schema.TryGetProperty("maxItems", out var most) && count > most.GetInt32())
            Report(pointer, $"{count} items", $"at most {most}");

        // Partial items may well be alike.
        if (!isPartial && IsTrue(schema, "uniqueItems") && value.EnumerateArray().Select(item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() != count)
            Report(pointer, "the same item twice", "each item once");

        if (!schema.TryGetProperty("items", out var items))
            return;

        var index = 0;
        foreach (var item in value.EnumerateArray())
            Check(items, item, $"{pointer}/{index++}");
    }

    private void CheckText(JsonElement schema, string text, string pointer)
    {
        if (schema.TryGetProperty("format", out var format) && !HasFormat(format.GetString()!, text))
            Report(pointer, text, $"the format {format}");

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.ExplicitCapture, Eventually.Patience))
            Report(pointer, text, $"the pattern {pattern}");

        if (schema.TryGetProperty("minLength", out var least) && text.Length < least.GetInt32())
            Report(pointer, text, $"at least {least} characters");

        if (schema.TryGetProperty("maxLength", out var most) && text.Length > most.GetInt32())
            Report(pointer, text, $"at most {most} characters");
    }

    private void CheckNumber(JsonElement schema, double number, string pointer)
    {
        if (schema.TryGetProperty("minimum", out var least) && number < least.GetDouble())
            Report(pointer, number.ToString(CultureInfo.InvariantCulture), $"at least {least}");

        if (schema.TryGetProperty("maximum", out var most) && number > most.GetDouble())
            Report(pointer, number.ToString(CultureInfo.InvariantCulture), $"at most {most}");
    }

    /// <summary>Whether a schema is told from its relatives by <c>type</c>: <c>object</c>, and all that is built on it.</summary>
    private bool IsFamily(string name) => name == "object" || IsBuiltOn(name, "object");

    private bool IsBuiltOn(string name, string ancestor) =>
        Schemas.GetProperty(name).TryGetProperty("allOf", out var parts)
        && parts.EnumerateArray().Any(part => part.TryGetProperty("$ref", out var reference) && NameIn(reference) is var parent
            && (parent == ancestor || IsBuiltOn(parent, ancestor)));

    private JsonElement Schemas => document.GetProperty("components").GetProperty("schemas");

    private JsonElement Schema(JsonElement reference) => Schemas.GetProperty(NameIn(reference));

    private static string NameIn(JsonElement reference) => reference.GetString()![Prefix.Length..];

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException($"No check for the type {type}"),
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date-time" => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, Eventually.Patience)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme.Length > 0
            && Regex.IsMatch(text, @"^[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$", RegexOptions.ExplicitCapture, Eventually.Patience),   // RFC 3986, 2
        "uuid" => Guid.TryParse(text, out _),
        "email" => text.Contains('@', StringComparison.Ordinal),
        _ => true,
    };

    private static bool IsTrue(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private void Report(string pointer, string found, string expected) => faults.Add(new SchemaFault(pointer, found, expected));
}

/// <summary>One place where a value departs from its schema.</summary>
/// <param name="Pointer">JSON pointer into the value; empty: the value itself.</param>
internal sealed record SchemaFault(string Pointer, string Found, string Expected)
{
    public override string ToString() => $"{(Pointer.Length == 0 ? "/" : Pointer)}: found {Found}, expected {Expected}";
}
