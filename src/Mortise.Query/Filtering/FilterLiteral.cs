using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mortise.Query.Filtering;

/// <summary>How a value is written.</summary>
internal enum LiteralKind
{
    Null,
    Flag,
    Text,

    /// <summary>A number or an instant, whichever the field takes.</summary>
    Plain,
}

/// <summary>A value as a query writes it, before a field gives it a type.</summary>
/// <param name="Position">In the query, from 0.</param>
/// <param name="Text">Without quotes and escapes.</param>
internal sealed record FilterLiteral(int Position, LiteralKind Kind, string Text)
{
    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK",
    ];

    /// <summary>Reads date and time; without an offset in UTC, a bare date at midnight. Also within quotes, as some clients write it.</summary>
    public bool TryInstant(out QueryValue value)
    {
        var isInstant = DateTimeOffset.TryParseExact(
            Text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        value = QueryValue.Of(instant);
        return isInstant && Kind is LiteralKind.Plain or LiteralKind.Text;
    }

    /// <summary>Reads a number down to the whole one below it, and tells whether something was cut off.</summary>
    public bool TryNumber(out long floor, out bool isFraction, [NotNullWhen(false)] out string? problem)
    {
        (floor, isFraction, problem) = (0, false, null);
        var isNegative = Text.StartsWith('-');
        var parts = (isNegative ? Text[1..] : Text).Split('.');
        if (Kind != LiteralKind.Plain || parts.Length > 2 || Array.Exists(parts, part => part.Length == 0 || part.AsSpan().ContainsAnyExceptInRange('0', '9')))
            problem = "expected a number such as 12 or -3.5";
        else if (Array.Exists(parts, part => part.Length > QueryLimits.MaxDigits))
            problem = $"a number has at most {QueryLimits.MaxDigits} digits before and after its point";
        else
            (floor, isFraction) = Floor(isNegative, parts);

        return problem is null;
    }

    private static (long Floor, bool IsFraction) Floor(bool isNegative, string[] parts)
    {
        var whole = long.Parse(parts[0], CultureInfo.InvariantCulture);
        var isFraction = parts.Length == 2 && parts[1].AsSpan().ContainsAnyExcept('0');
        return (isNegative ? -whole - (isFraction ? 1 : 0) : whole, isFraction);
    }
}
