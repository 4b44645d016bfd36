namespace Mortise.Connect.Linkers;

/// <summary>How a linker's regex is run.</summary>
public enum LinkerLane
{
    /// <summary>Around one <c>(?K)</c>: the text is searched for what stands beside it, and the value is looked up. Linear, no regex engine.</summary>
    Split,

    /// <summary>By an automaton, linear in the text; in long texts it says whether there is a match, and backtracking finds where.</summary>
    Linear,

    /// <summary>With backtracking, hence within a budget of time, and for texts of at most <see cref="LinkerPass.MaxTimedText"/> characters.</summary>
    Timed,
}

/// <summary>Why a linker was left out for a text.</summary>
public enum LinkerSkip
{
    /// <summary>It has a <c>(?K)</c> and no values.</summary>
    NoValues,

    /// <summary>The text is too long for its lane.</summary>
    TextTooLong,

    /// <summary>It ran out of its own time.</summary>
    Timeout,

    /// <summary>All linkers together ran out of the text's time before its turn, or its second try.</summary>
    TextTimeout,

    /// <summary>It ran out of time too often lately.</summary>
    Paused,

    /// <summary>The text has as many links as it may have.</summary>
    LinksFull,
}
