namespace Mortise.Query.Filtering;

/// <summary>One name that <c>q</c> may compare and <c>sort</c> may order by.</summary>
public abstract class QueryField
{
    private protected QueryField(string name, QueryKind kind) => (Name, Kind) = (name, kind);

    /// <summary>Dotted path, as in the answer: <c>project.key</c>.</summary>
    public string Name { get; }

    public QueryKind Kind { get; }

    /// <summary>The names of a <see cref="QueryKind.Choice"/>, lowest rank first; otherwise empty.</summary>
    public IReadOnlyList<string> Choices { get; internal init; } = [];

    /// <summary>Whether <see cref="Choices"/> stand in an order that <c>&lt;</c> and <c>sort</c> follow.</summary>
    public bool IsRanked { get; internal init; }

    /// <summary>Whether it has a value for each element of an array; then a comparison matches if any element does, and its negation if none does.</summary>
    public bool IsMany { get; internal init; }

    /// <summary>Whether <c>sort</c> takes it: anything but arrays.</summary>
    public bool IsSortable => !IsMany;

    /// <summary>Values that an <c>IN</c> list of it may hold, at most.</summary>
    public int MostListed { get; internal init; } = QueryLimits.MostListed;
}
