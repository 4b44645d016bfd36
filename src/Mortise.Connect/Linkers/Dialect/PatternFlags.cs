namespace Mortise.Connect.Linkers.Dialect;

/// <summary>The flags that a regex may begin with, as <c>(?imsx)</c>.</summary>
[Flags]
internal enum PatternFlags
{
    None = 0,

    /// <summary><c>i</c></summary>
    IgnoreCase = 1,

    /// <summary><c>m</c></summary>
    Multiline = 2,

    /// <summary><c>s</c></summary>
    DotAll = 4,

    /// <summary><c>x</c></summary>
    Verbose = 8,

    /// <summary><c>a</c></summary>
    Ascii = 16,

    /// <summary><c>u</c>, which says nothing new.</summary>
    Unicode = 32,
}
