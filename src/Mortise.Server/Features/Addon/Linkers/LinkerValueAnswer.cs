using Mortise.Connect.Linkers;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>How a change of a linker's values ended.</summary>
internal enum LinkerValueOutcome
{
    Done,

    /// <summary>The linker has that value already.</summary>
    Exists,

    /// <summary>No value has that id.</summary>
    Absent,

    /// <summary>There would be more than <see cref="LinkerValues.MaxCount"/>.</summary>
    Full,

    /// <summary>An element of a bulk update cannot be meant.</summary>
    Refused,

    /// <summary>The installation is not what it was when the request began; nothing was changed.</summary>
    Moved,
}

/// <summary>What came of a change.</summary>
internal sealed record LinkerValueAnswer
{
    public static LinkerValueAnswer Done { get; } = new() { Outcome = LinkerValueOutcome.Done };

    public static LinkerValueAnswer Exists { get; } = new() { Outcome = LinkerValueOutcome.Exists };

    public static LinkerValueAnswer Absent { get; } = new() { Outcome = LinkerValueOutcome.Absent };

    public static LinkerValueAnswer Full { get; } = new() { Outcome = LinkerValueOutcome.Full };

    public static LinkerValueAnswer Moved { get; } = new() { Outcome = LinkerValueOutcome.Moved };

    public required LinkerValueOutcome Outcome { get; init; }

    /// <summary>The value that was added.</summary>
    public StoredLinkerValue? Value { get; init; }

    /// <summary>The element that was refused.</summary>
    public LinkerValueProblem? Problem { get; init; }
}
