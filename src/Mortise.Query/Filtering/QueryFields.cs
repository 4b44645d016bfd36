using System.Text;

namespace Mortise.Query.Filtering;

/// <summary>What <c>q</c> and <c>sort</c> of one collection may name: its field map.</summary>
/// <remarks>
/// Written once for a collection, as a constant: <see cref="SqlFields"/> where a database holds it, <see cref="MemoryFields{T}"/> where the program does.
/// Names are those of the answer, without <c>values.</c>. Not thread-safe while it is being written; afterwards it is.
/// </remarks>
public abstract class QueryFields
{
    private readonly Dictionary<string, QueryField> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> objects = new(StringComparer.Ordinal);

    private protected QueryFields()
    {
    }

    /// <summary>Every field, in the order of the map.</summary>
    public IReadOnlyCollection<QueryField> All => fields.Values;

    /// <summary>Objects that may be compared themselves, each with the fields that stand for it.</summary>
    public IReadOnlyDictionary<string, string[]> Objects => objects;

    /// <summary>The fields that a name stands for, any of which may match: one, several for an object, none for an unknown name.</summary>
    internal IReadOnlyList<QueryField> Find(string name)
    {
        if (fields.TryGetValue(name, out var field))
            return [field];

        return objects.TryGetValue(name, out var keys) ? [.. keys.SelectMany(Find)] : [];
    }

    private protected void Add(QueryField field) => fields.Add(field.Name, field);

    private protected void AddObject(string name, string[] keys)
    {
        if (Array.Find(keys, key => Find(key).Count == 0) is { } missing)
            throw new ArgumentException($"The object {name} is compared by {missing}, which is no field", nameof(keys));

        objects.Add(name, keys);
    }

    /// <summary>The first dozen of the known names, for the refusal of an unknown one.</summary>
    internal string Describe()
    {
        const int MostNamed = 12;
        var text = new StringBuilder();
        foreach (var name in fields.Keys.Concat(objects.Keys).Order(StringComparer.Ordinal).Take(MostNamed))
            text.Append(text.Length == 0 ? "" : ", ").Append(name);

        return fields.Count + objects.Count > MostNamed ? text.Append(", …").ToString() : text.ToString();
    }
}
