namespace Mortise.Query.Filtering;

/// <summary>The field map of a collection in a database: each name with the SQL expression of its value.</summary>
/// <remarks>
/// <code>
/// public static readonly SqlFields Fields = new SqlFields()
///     .Id("uuid", "r.id").Text("name", "r.name", isRequired: true).Instant("created_on", "r.created_on", isRequired: true)
///     .Embed("project", ProjectQuery.Of("p"))                                          // project.key, project.name, …
///     .Object("owner", "owner.uuid", "owner.account_id")                               // owner = "{…}", owner = null
///     .Many("reviewers", "FROM reviewers v JOIN users vu ON vu.id = v.user_id WHERE v.pull_request_id = p.id", AccountQuery.Of("vu"));
/// </code>
/// An expression is valid in SQLite and PostgreSQL, reads the aliases of the store's own <c>FROM</c>, and never holds text of a request. Instants are
/// microseconds since 1970 UTC, ids lower-case UUID text, choices text in the spelling of the map. <c>isRequired</c> says that it is never null, which
/// lets an index give the order. Whatever a caller may not see must not be in the map.
/// </remarks>
public sealed class SqlFields : QueryFields
{
    public SqlFields Text(string name, string sql, bool isRequired = false) => With(new SqlField(name, QueryKind.Text, sql) { IsRequired = isRequired });

    public SqlFields Number(string name, string sql, bool isRequired = false) => With(new SqlField(name, QueryKind.Number, sql) { IsRequired = isRequired });

    public SqlFields Instant(string name, string sql, bool isRequired = false) => With(new SqlField(name, QueryKind.Instant, sql) { IsRequired = isRequired });

    public SqlFields Flag(string name, string sql) => With(new SqlField(name, QueryKind.Flag, sql));

    public SqlFields Id(string name, string sql) => With(new SqlField(name, QueryKind.Id, sql));

    /// <param name="name">Its name.</param>
    /// <param name="sql">Gives the names as spelled here.</param>
    /// <param name="names">All of them, in no order.</param>
    public SqlFields Choice(string name, string sql, params string[] names) => With(new SqlField(name, QueryKind.Choice, sql) { Choices = names });

    /// <summary>As <see cref="Choice"/>, lowest rank first.</summary>
    public SqlFields Ranked(string name, string sql, params string[] names) =>
        With(new SqlField(name, QueryKind.Choice, sql) { Choices = names, IsRanked = true });

    /// <summary>Text of which an <c>IN</c> list holds at most <paramref name="most"/>.</summary>
    public SqlFields Text(string name, string sql, int most) => With(new SqlField(name, QueryKind.Text, sql) { MostListed = most });

    /// <summary>An object that is compared by its natural key, or by the one of several that fits.</summary>
    public SqlFields Object(string name, params string[] keys)
    {
        AddObject(name, keys);
        return this;
    }

    /// <summary>Every field of <paramref name="inner"/> under the name of an embedded object.</summary>
    public SqlFields Embed(string name, SqlFields inner) => Embed(name, inner, element: null);

    /// <summary>Every field of the elements of an array.</summary>
    /// <param name="name">Name of the array.</param>
    /// <param name="from">From <c>FROM</c> to the end of a <c>WHERE</c> that finds the elements of an item; the expressions of <paramref name="element"/> read its aliases.</param>
    /// <param name="element">The fields of one element.</param>
    public SqlFields Many(string name, string from, SqlFields element) => Embed(name, element, from);

    private SqlFields Embed(string name, SqlFields inner, string? element)
    {
        foreach (var field in inner.All.Cast<SqlField>())
            Add(field.Under(name, element));

        foreach (var (key, keys) in inner.Objects)
            AddObject($"{name}.{key}", [.. keys.Select(inside => $"{name}.{inside}")]);

        return this;
    }

    private SqlFields With(SqlField field)
    {
        Add(field);
        return this;
    }
}

/// <summary>A field that is an SQL expression.</summary>
internal sealed class SqlField(string name, QueryKind kind, string sql) : QueryField(name, kind)
{
    public string Sql => sql;

    public bool IsRequired { get; init; }

    /// <summary>Finds the elements of an array: from <c>FROM</c> to the end of <c>WHERE</c>; null where there is one value.</summary>
    public string? Elements { get; init; }

    public SqlField Under(string prefix, string? elements) => new($"{prefix}.{Name}", Kind, sql)
    {
        Choices = Choices,
        IsRanked = IsRanked,
        MostListed = MostListed,
        IsMany = IsMany || elements is not null,
        Elements = elements is not null && Elements is not null
            ? throw new ArgumentException($"{prefix}.{Name} is an array within an array", nameof(prefix))
            : Elements ?? elements,
    };
}
