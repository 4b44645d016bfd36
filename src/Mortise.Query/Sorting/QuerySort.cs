using System.Diagnostics.CodeAnalysis;
using System.Text;
using Mortise.Query.Filtering;

namespace Mortise.Query.Sorting;

/// <summary>A parsed <c>sort</c>: one field, ascending unless a minus sign precedes it; items without a value come last either way.</summary>
/// <remarks>Source: Bitbucket Cloud REST intro, "Sorting".</remarks>
internal sealed record QuerySort(QueryField Field, bool IsDescending)
{
    private const string Invalid = "Invalid sort";

    public static bool TryParse(string text, QueryFields fields, [NotNullWhen(true)] out QuerySort? sort, [NotNullWhen(false)] out QueryProblem? problem)
    {
        sort = null;
        var isDescending = text.StartsWith('-');
        var name = isDescending ? text[1..] : text;
        var found = fields.Find(name);
        if (name.Contains(',', StringComparison.Ordinal))
            problem = new QueryProblem(Invalid, "A collection is sorted by one field; the request names several.");
        else if (found.Count == 0)
            problem = new QueryProblem(Invalid, $"There is no field '{Shorten(name)}' here; there are {fields.Describe()}.");
        else if (found.Count > 1 || !found[0].IsSortable)
            problem = new QueryProblem(Invalid, $"Nothing is sorted by {name}: it has no order.");
        else
            (sort, problem) = (new QuerySort(found[0], isDescending), null);

        return problem is null;
    }

    /// <summary>Stable.</summary>
    public IReadOnlyList<T> Order<T>(IEnumerable<T> items)
    {
        var field = (MemoryField<T>)Field;
        var order = Comparer<QueryValue>.Create(Compare(field));
        var keyed = items.Select(item => (Item: item, Key: field.Get(item))).OrderBy(pair => pair.Key.IsNull);
        var sorted = IsDescending ? keyed.ThenByDescending(pair => pair.Key, order) : keyed.ThenBy(pair => pair.Key, order);
        return [.. sorted.Select(pair => pair.Item)];
    }

    /// <summary>What stands after <c>ORDER BY</c>, before the keys that break ties.</summary>
    public SqlOrder ToSql(SqlDialect dialect)
    {
        var field = (SqlField)Field;
        var text = new StringBuilder();
        if (field.IsRanked)
            AppendRank(text, field);
        else
            text.Append('(').Append(field.Sql).Append(')').Append(SqlFilter.Collation(field.Kind, dialect));

        return SqlOrder.Of(text.ToString(), IsDescending, field.IsRequired);
    }

    private static Comparison<QueryValue> Compare<T>(MemoryField<T> field)
    {
        if (field.IsRanked)
            return (left, right) => Rank(field, left).CompareTo(Rank(field, right));

        return field.Order is { } order ? (left, right) => order.Compare(left.Text, right.Text) : QueryValue.Compare;
    }

    private static int Rank(QueryField field, QueryValue value) => value.Text is null ? -1 : IndexOf(field.Choices, value.Text);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var at = 0; at < names.Count; at++)
        {
            if (names[at] == name)
                return at;
        }

        return names.Count;
    }

    /// <summary>The names come from the field map, not from the request.</summary>
    private static void AppendRank(StringBuilder text, SqlField field)
    {
        text.Append("CASE (").Append(field.Sql).Append(')');
        for (var at = 0; at < field.Choices.Count; at++)
            text.Append(" WHEN '").Append(field.Choices[at].Replace("'", "''", StringComparison.Ordinal)).Append("' THEN ").Append(at);

        text.Append(" END");
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
