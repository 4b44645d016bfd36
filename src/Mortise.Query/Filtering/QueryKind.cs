namespace Mortise.Query.Filtering;

/// <summary>What the values of a field are, and so what it may be compared with.</summary>
public enum QueryKind
{
    /// <summary>Text: <c>=</c> and <c>!=</c> exact, <c>~</c> and <c>!~</c> substring without regard to the case of A to Z, <c>&lt;</c> and the like by code point.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>An instant, in microseconds.</summary>
    Instant,

    /// <summary><c>true</c> or <c>false</c>; only <c>=</c> and <c>!=</c>.</summary>
    Flag,

    /// <summary>One of a few names, compared without regard to case; <c>&lt;</c> and the like only where the names have a rank.</summary>
    Choice,

    /// <summary>A UUID, with or without braces, in any case; only <c>=</c>, <c>!=</c> and <c>IN</c>. Text that is none equals no id.</summary>
    Id,
}
