using System.Globalization;
using System.Text;
using Mortise.Query.Sorting;

namespace Mortise.Query.Filtering;

/// <summary>The database a text of SQL is for.</summary>
public enum SqlDialect
{
    /// <summary>Compares text byte by byte already.</summary>
    Sqlite,

    /// <summary>Is told to: <c>COLLATE "C"</c>.</summary>
    PostgreSql,
}

/// <summary>A query as SQL.</summary>
/// <param name="Condition">A condition that is true or not; <c>1 = 1</c> for a query without <c>q</c>.</param>
/// <param name="Order">What <c>sort</c> asks for, before the keys that break ties; null when it asks for nothing.</param>
/// <param name="Parameters">Named <c>q0</c>, <c>q1</c>, …: text, <see cref="long"/> or <see cref="bool"/>. No text of a request is anywhere else.</param>
public sealed record SqlQuery(string Condition, SqlOrder? Order, IReadOnlyList<KeyValuePair<string, object>> Parameters);

/// <summary>Writes a filter as a condition, one text for both databases but for the collation.</summary>
/// <remarks>
/// A comparison with null is neither true nor false, and <c>IS NOT TRUE</c> turns both into the exact opposite. A substring is looked for by LIKE over
/// <c>lower</c>, which under the collation C changes A to Z alone, as SQLite's does.
/// </remarks>
internal sealed class SqlFilter(SqlDialect dialect)
{
    private readonly StringBuilder text = new();
    private readonly List<KeyValuePair<string, object>> parameters = [];

    public static (string Condition, IReadOnlyList<KeyValuePair<string, object>> Parameters) Write(Filter filter, SqlDialect dialect)
    {
        var writer = new SqlFilter(dialect);
        writer.Append(filter);
        return (writer.text.ToString(), writer.parameters);
    }

    /// <summary>The words after an expression of text that make a database compare it by code point.</summary>
    public static string Collation(QueryKind kind, SqlDialect dialect) =>
        dialect == SqlDialect.PostgreSql && kind is QueryKind.Text or QueryKind.Choice or QueryKind.Id ? " COLLATE \"C\"" : "";

    private void Append(Filter filter)
    {
        switch (filter)
        {
            case Filter.Every every:
                Join(every.Parts, " AND ");
                break;
            case Filter.Some some:
                Join(some.Parts, " OR ");
                break;
            default:
                Append((Filter.Term)filter);
                break;
        }
    }

    private void Join(IReadOnlyList<Filter> parts, string word)
    {
        for (var at = 0; at < parts.Count; at++)
        {
            text.Append(at == 0 ? "(" : word);
            Append(parts[at]);
        }

        text.Append(')');
    }

    private void Append(Filter.Term term)
    {
        var field = (SqlField)term.Field;
        text.Append('(');
        if (field.Elements is not null)
            text.Append("EXISTS (SELECT 1 ").Append(field.Elements).Append(" AND (");

        AppendComparison(term, field);
        if (field.Elements is not null)
            text.Append("))");

        text.Append(term.IsNegated ? ") IS NOT TRUE" : ")");
    }

    private void AppendComparison(Filter.Term term, SqlField field)
    {
        switch (term)
        {
            case Filter.Present:
                text.Append('(').Append(field.Sql).Append(") IS NOT NULL");
                break;
            case Filter.Among among:
                AppendAmong(among, field);
                break;
            case Filter.Holding holding:
                text.Append("lower((").Append(field.Sql).Append(')').Append(Collation(field.Kind, dialect)).Append(") LIKE ");
                AppendParameter($"%{Escape(holding.Folded)}%");
                text.Append(" ESCAPE '!'");
                break;
            case Filter.Ordered ordered:
                text.Append('(').Append(field.Sql).Append(')').Append(Collation(field.Kind, dialect)).Append(Sign(ordered.Comparison));
                AppendParameter(Stored(ordered.Value, field));
                break;
            default:
                throw new InvalidOperationException($"No comparison is a {term.GetType().Name}");
        }
    }

    private void AppendAmong(Filter.Among among, SqlField field)
    {
        if (among.Values.Count == 0)
        {
            text.Append("1 = 0");
            return;
        }

        text.Append('(').Append(field.Sql).Append(')').Append(among.Values.Count == 1 ? " = " : " IN (");
        for (var at = 0; at < among.Values.Count; at++)
        {
            text.Append(at == 0 ? "" : ", ");
            AppendParameter(Stored(among.Values[at], field));
        }

        text.Append(among.Values.Count == 1 ? "" : ")");
    }

    private void AppendParameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"q{parameters.Count}");
        parameters.Add(new(name, value));
        text.Append('@').Append(name);
    }

    private static object Stored(QueryValue value, SqlField field) =>
        field.Kind == QueryKind.Flag ? value.Number == 1 : value.Text is { } words ? words : value.Number;

    private static string Escape(string part) =>
        part.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => " < ",
        Comparison.AtMost => " <= ",
        Comparison.More => " > ",
        _ => " >= ",
    };
}
