using Mortise.Query.Filtering;

namespace Mortise.Query.Sorting;

/// <summary>Orders names with the numbers in them as numbers: <c>v2</c> before <c>v10</c>; everything else by code point.</summary>
/// <remarks>Numbers of any length; of equal numbers the one with fewer leading zeros comes first. Source: Bitbucket Cloud docs, "List branches", sort by name.</remarks>
public sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);

        var (left, right) = (0, 0);
        while (left < x.Length && right < y.Length)
        {
            var one = Digits(x, left);
            var other = Digits(y, right);
            var sign = one.IsEmpty || other.IsEmpty
                ? CodePoints.Weight(x[left]).CompareTo(CodePoints.Weight(y[right]))
                : CompareNumbers(one.TrimStart('0'), other.TrimStart('0'));
            if (sign != 0)
                return sign;

            (left, right) = (left + Math.Max(one.Length, 1), right + Math.Max(other.Length, 1));
        }

        var rest = (x.Length - left).CompareTo(y.Length - right);
        var length = rest != 0 ? rest : x.Length.CompareTo(y.Length);
        return length != 0 ? length : CodePoints.Compare(x, y);
    }

    private static ReadOnlySpan<char> Digits(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;

        return text.AsSpan(start, end - start);
    }

    /// <summary>Two numbers without leading zeros.</summary>
    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
}
