using System.Runtime.InteropServices;

namespace Mortise.Query.Filtering;

/// <summary>A value of a field: text (also of choices and ids), a number (also microseconds since 1970, 1 for true, 0 for false), or null.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryValue(bool IsNull, string? Text, long Number)
{
    public static QueryValue Null { get; } = new(IsNull: true, null, 0);

    public static QueryValue Of(string? text) => text is null ? Null : new(IsNull: false, text, 0);

    public static QueryValue Of(long? number) => number is null ? Null : new(IsNull: false, null, number.Value);

    public static QueryValue Of(bool? flag) => flag is null ? Null : Of(flag.Value ? 1 : 0);

    public static QueryValue Of(Guid? id) => Of(id?.ToString("D"));

    public static QueryValue Of(DateTimeOffset? instant) => instant is null ? Null : Of(Microseconds(instant.Value));

    /// <summary>Text by code point, anything else by number; neither is null.</summary>
    public static int Compare(QueryValue left, QueryValue right) =>
        left.Text is not null && right.Text is not null ? CodePoints.Compare(left.Text, right.Text) : left.Number.CompareTo(right.Number);

    /// <summary>Whole microseconds since 1970 UTC, rounded down.</summary>
    private static long Microseconds(DateTimeOffset instant)
    {
        var (whole, rest) = Math.DivRem(instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond);
        return rest < 0 ? whole - 1 : whole;
    }
}
