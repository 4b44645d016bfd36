using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>Writes the members of one JSON object, but only those that the mask wants.</summary>
/// <remarks>
/// A member that is not wanted costs one look-up: its delegate is not called. Give delegates as static lambdas or method groups, and nothing is allocated.
/// A scalar that is only passed through (<c>a.b</c>, where <c>a</c> is a scalar) is not written.
/// </remarks>
public readonly struct ObjectWriter
{
    private readonly Utf8JsonWriter json;

    private readonly IDocumentProperties? properties;

    private ObjectWriter(Utf8JsonWriter json, Selection selection, IDocumentProperties? properties) =>
        (this.json, Selection, this.properties) = (json, selection, properties);

    /// <summary>What is asked of this object.</summary>
    public Selection Selection { get; }

    /// <summary>Writes a root object.</summary>
    public static void WriteDocument<T>(Utf8JsonWriter json, FieldMask mask, T state, Action<ObjectWriter, T> write) =>
        WriteObject(json, mask.Root, null, state, write);

    /// <summary>Writes a root object whose parts ask for their properties by subject; see <see cref="DocumentProperties{TSubject}"/>.</summary>
    public static void WriteDocument<T, TSubject>(
        Utf8JsonWriter json, FieldMask mask, DocumentProperties<TSubject> properties, T state, Action<ObjectWriter, T> write)
        where TSubject : notnull =>
        WriteObject(json, mask.Root, properties, state, write);

    /// <inheritdoc cref="Selection.Wants"/>
    public bool Wants(string name, Shown shown = Shown.Always) => Selection.Wants(name, shown);

    public void Write(string name, string? value, Shown shown = Shown.Always)
    {
        if (WantsLeaf(name, shown))
            json.WriteString(MemberName.Encode(name), value);
    }

    public void Write(string name, ReadOnlySpan<char> value, Shown shown = Shown.Always)
    {
        if (WantsLeaf(name, shown))
            json.WriteString(MemberName.Encode(name), value);
    }

    public void Write(string name, bool value, Shown shown = Shown.Always)
    {
        if (WantsLeaf(name, shown))
            json.WriteBoolean(MemberName.Encode(name), value);
    }

    public void Write(string name, bool? value, Shown shown = Shown.Always)
    {
        if (!WantsLeaf(name, shown))
            return;
        if (value is { } known)
            json.WriteBoolean(MemberName.Encode(name), known);
        else
            json.WriteNull(MemberName.Encode(name));
    }

    public void Write(string name, long value, Shown shown = Shown.Always)
    {
        if (WantsLeaf(name, shown))
            json.WriteNumber(MemberName.Encode(name), value);
    }

    public void Write(string name, long? value, Shown shown = Shown.Always)
    {
        if (!WantsLeaf(name, shown))
            return;
        if (value is { } known)
            json.WriteNumber(MemberName.Encode(name), known);
        else
            json.WriteNull(MemberName.Encode(name));
    }

    /// <summary>Writes null in place of an object, also where <c>fields</c> asks only for members of it: there are none to find.</summary>
    public void Null(string name, Shown shown = Shown.Always)
    {
        if (Wants(name, shown))
            json.WriteNull(MemberName.Encode(name));
    }

    /// <summary>Writes plain structure, such as <c>links</c>; it is condensed where this object is.</summary>
    public void Object<T>(string name, T state, Action<ObjectWriter, T> write, Shown shown = Shown.Always)
    {
        if (Selection.Member(name, shown) is { } selection)
            WriteObject(name, selection, state, write);
    }

    /// <summary>Writes another resource, condensed; null as <see cref="Null"/> does.</summary>
    public void Embedded<T>(string name, T? state, Action<ObjectWriter, T> write, Shown shown = Shown.Always)
        where T : notnull
    {
        if (state is null)
            Null(name, shown);
        else if (Selection.Member(name, shown, embedded: true) is { } selection)
            WriteObject(name, selection, state, write);
    }

    /// <summary>Writes objects that are as full as this one, such as <c>values</c>.</summary>
    public void Array<T>(string name, IReadOnlyList<T> items, Action<ObjectWriter, T> write, Shown shown = Shown.Always)
    {
        if (Selection.Member(name, shown) is { } selection)
            WriteArray(name, selection, items, write);
    }

    /// <summary>Writes other resources, each condensed.</summary>
    public void EmbeddedArray<T>(string name, IReadOnlyList<T> items, Action<ObjectWriter, T> write, Shown shown = Shown.Always)
    {
        if (Selection.Member(name, shown, embedded: true) is { } selection)
            WriteArray(name, selection, items, write);
    }

    /// <summary>Writes an array of strings, which counts as a scalar. A list is read by index, anything else is enumerated if it is wanted.</summary>
    public void Strings(string name, IEnumerable<string> values, Shown shown = Shown.Always)
    {
        if (!WantsLeaf(name, shown))
            return;

        json.WriteStartArray(MemberName.Encode(name));
        if (values is IReadOnlyList<string> list)
        {
            for (var i = 0; i < list.Count; i++)
                json.WriteStringValue(list[i]);
        }
        else
        {
            foreach (var value in values)
                json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes stored JSON as <see cref="RawJson.Write"/> does.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="utf8">One sound JSON value; it is not checked where all of it is wanted.</param>
    /// <param name="shown">When the member is part of the default representation.</param>
    public void Raw(string name, ReadOnlySpan<byte> utf8, Shown shown = Shown.Always)
    {
        if (Selection.Member(name, shown) is { } selection)
            RawFilter.WriteMember(json, name, utf8, selection);
    }

    /// <summary>Writes <c>properties</c>, app key to property name to value; <c>{}</c> when it is wanted and there are none.</summary>
    /// <remarks>
    /// Below <c>properties</c> the longest name wins, so that dots in app keys, property names and member names do no harm. <c>properties</c> and
    /// <c>properties.*</c> give the scalar members of each value; each further <c>.*</c> opens one more level of nested objects, and members that
    /// would lie deeper are left out. An array without objects counts as a scalar. Ask <see cref="Wants"/> before reading properties from a store.
    /// Source: Bitbucket Cloud docs, "Application properties"; the names' order of precedence is ours.
    /// </remarks>
    /// <param name="name">The member's name, <c>properties</c>.</param>
    /// <param name="apps">What the caller may see, each app once and with at least one property.</param>
    public void Properties(string name, IReadOnlyList<AppProperties> apps)
    {
        if (Selection.Member(name, Shown.Extra) is not { } selection)
            return;

        json.WritePropertyName(MemberName.Encode(name));
        PropertiesFilter.Write(json, selection, apps);
    }

    /// <summary>As the other overload, with what the document knows of <paramref name="subject"/>; left out while that is nothing, or where nobody gathers.</summary>
    /// <param name="name">The member's name, <c>properties</c>.</param>
    /// <param name="subject">Of the type that the document's <see cref="DocumentProperties{TSubject}"/> are of.</param>
    public void Properties<TSubject>(string name, TSubject subject)
        where TSubject : struct
    {
        if (properties is not null && Wants(name, Shown.Extra) && properties.Find(subject) is { } apps)
            Properties(name, apps);
    }

    private static void WriteObject<T>(Utf8JsonWriter json, Selection selection, IDocumentProperties? properties, T state, Action<ObjectWriter, T> write)
    {
        json.WriteStartObject();
        write(new(json, selection, properties), state);
        json.WriteEndObject();
    }

    private bool WantsLeaf(string name, Shown shown) => Selection.Member(name, shown) is { ShowsDefaults: true };

    private void WriteObject<T>(string name, Selection selection, T state, Action<ObjectWriter, T> write)
    {
        json.WritePropertyName(MemberName.Encode(name));
        WriteObject(json, selection, properties, state, write);
    }

    private void WriteArray<T>(string name, Selection selection, IReadOnlyList<T> items, Action<ObjectWriter, T> write)
    {
        json.WriteStartArray(MemberName.Encode(name));
        for (var i = 0; i < items.Count; i++)
            WriteObject(json, selection, properties, items[i], write);
        json.WriteEndArray();
    }
}
