using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Mortise.Query.Tests.Filtering;

/// <summary>A random query: its text, and what it means, read as plainly as the rules are written.</summary>
internal abstract record Question
{
    private static readonly string[] Fields =
        ["name", "size", "made", "open", "rank", "state", "author", "author.uuid", "author.account_id", "tags", "tags.label", "tags.weight"];

    private static readonly string[] Orders = ["<", "<=", ">", ">="];

    public static readonly string[] Sorts = ["", "name", "-name", "size", "-size", "made", "-made", "rank", "-rank", "state", "author.uuid", "-author.account_id", "open"];

    public abstract bool Holds(Thing thing);

    private sealed record Both(Question Left, Question Right, bool IsAnd) : Question
    {
        public override bool Holds(Thing thing) => IsAnd ? Left.Holds(thing) && Right.Holds(thing) : Left.Holds(thing) || Right.Holds(thing);

        public override string ToString() => IsAnd ? $"({Left}) and({Right})" : $"( {Left} OR {Right} )";
    }

    private sealed record Presence(string Field, bool IsNull) : Question
    {
        public override bool Holds(Thing thing) => (thing.Values(Field == "author" ? "author.uuid" : Field).Count == 0) == IsNull;

        public override string ToString() => $"{Field} {(IsNull ? "=" : "!=")} null";
    }

    private sealed record Equality(string Field, IReadOnlyList<object> Among, bool IsNegated) : Question
    {
        public override bool Holds(Thing thing) => Keys(Field).Any(key => thing.Values(key).Any(value => Among.Any(one => Same(value, one)))) != IsNegated;

        public override string ToString() => Among.Count == 1
            ? $"{Field}{(IsNegated ? "!=" : " = ")}{Thing.Literal(Among[0])}"
            : $"{Field} {(IsNegated ? "not IN" : "in")} ({string.Join(" ,", Among.Select(Thing.Literal))})";

        private static bool Same(object value, object asked) => (value, asked) switch
        {
            (long number, decimal other) => number == other,
            (string one, string other) => one == other,
            _ => value.Equals(asked),
        };
    }

    private sealed record Substring(string Field, string Part, bool IsNegated) : Question
    {
        public override bool Holds(Thing thing) => thing.Values(Field).Any(value => Lower((string)value).Contains(Lower(Part), StringComparison.Ordinal)) != IsNegated;

        public override string ToString() => $"{Field} {(IsNegated ? "!~" : "~")} {Thing.Literal(Part)}";

        private static string Lower(string text) => string.Concat(text.Select(one => one is >= 'A' and <= 'Z' ? char.ToLowerInvariant(one) : one));
    }

    private sealed record Order(string Field, string Sign, object Bound) : Question
    {
        public override bool Holds(Thing thing) => thing.Values(Field).Any(value => Compare(Field, value, Bound) is var sign && Sign switch
        {
            "<" => sign < 0,
            "<=" => sign <= 0,
            ">" => sign > 0,
            _ => sign >= 0,
        });

        public override string ToString() => $"{Field} {Sign} {Thing.Literal(Bound)}";
    }

    /// <summary>Things by a sort, null last, then by key.</summary>
    public static IEnumerable<Thing> Sorted(IEnumerable<Thing> things, string sort)
    {
        var field = sort.TrimStart('-');
        var sign = sort.StartsWith('-') ? -1 : 1;
        return things.Order(Comparer<Thing>.Create((left, right) =>
        {
            var (one, other) = field.Length == 0 ? (null, null) : (First(left), First(right));
            var order = (one, other) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                _ => sign * Compare(field, one, other),
            };
            return order != 0 ? order : left.Key.CompareTo(right.Key);
        }));

        object? First(Thing thing) => thing.Values(field) is { Count: > 0 } values ? values[0] : null;
    }

    public static Gen<Question> Any(int depth) => depth == 0
        ? Gen.Elements(Fields).SelectMany(Term)
        : Gen.OneOf(
            Gen.Elements(Fields).SelectMany(Term),
            from left in Any(depth - 1)
            from right in Any(depth - 1)
            from isAnd in Gen.Elements(true, false)
            select (Question)new Both(left, right, isAnd));

    private static Gen<Question> Term(string field)
    {
        var negated = Gen.Elements(true, false);
        var kinds = new List<Gen<Question>>
        {
            negated.Select(Question (isNull) => new Presence(field, isNull)),
            from value in Literal(field) from no in negated select (Question)new Equality(field, [value], no),
        };
        if (field != "open")
            kinds.Add(from values in Gen.ListOf(Literal(field), 3) from no in negated select (Question)new Equality(field, [.. values], no));

        if (field is "name" or "tags" or "tags.label" or "author.account_id")
            kinds.Add(from value in Gen.Elements(Thing.Texts) from no in negated select (Question)new Substring(field, value, no));

        if (field is not ("open" or "state" or "author" or "author.uuid"))
            kinds.Add(from value in Literal(field) from sign in Gen.Elements(Orders) select (Question)new Order(field, sign, value));

        return Gen.OneOf(kinds);
    }

    private static Gen<object> Literal(string field) => field switch
    {
        "size" or "tags.weight" => from number in Gen.Elements(Thing.Numbers) from half in Gen.Elements(0m, 0m, 0.5m) select (object)(number + half),
        "made" => Gen.Elements(Thing.Instants).Select(value => (object)value),
        "open" => Gen.Elements(true, false).Select(value => (object)value),
        "rank" => Gen.Elements(Thing.Ranks).Select(value => (object)value),
        "state" => Gen.Elements(Thing.States).Select(value => (object)value),
        "author.uuid" => Gen.Elements(Thing.Ids).Select(value => (object)value),
        "author" => Gen.OneOf(Gen.Elements(Thing.Ids).Select(value => (object)value), Gen.Elements(Thing.Texts).Select(value => (object)value)),
        _ => Gen.Elements(Thing.Texts).Select(value => (object)value),
    };

    private static string[] Keys(string field) => field == "author" ? ["author.uuid", "author.account_id"] : [field];

    private static int Compare(string field, object left, object right) => (left, right) switch
    {
        (string one, string other) when field == "rank" => Array.IndexOf(Thing.Ranks, one) - Array.IndexOf(Thing.Ranks, other),
        (string one, string other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)),
        (long one, decimal other) => ((decimal)one).CompareTo(other),
        (Guid one, Guid other) => string.CompareOrdinal(one.ToString(), other.ToString()),
        _ => ((IComparable)left).CompareTo(right),
    };
}
