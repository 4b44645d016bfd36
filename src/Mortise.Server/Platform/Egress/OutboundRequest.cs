namespace Mortise.Server.Platform.Egress;

/// <summary>One request of this host to somebody else's server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Absolute.</param>
/// <param name="TimeLimit">For all of it: name, connection, redirects and body.</param>
/// <param name="MostBytes">Of the answer's body; see <see cref="CutsBody"/>.</param>
internal sealed record OutboundRequest(HttpMethod Method, string Url, TimeSpan TimeLimit, int MostBytes)
{
    /// <summary>How many redirects are followed; with 0 a redirect is an answer like any other.</summary>
    public int MostRedirects { get; init; }

    /// <summary>The header <c>Authorization</c>; never sent to another address than <see cref="Url"/>.</summary>
    public string? Authorization { get; init; }

    /// <summary>Further headers, in place of those that the client sends by itself.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether any certificate will do; where the address leads is judged all the same.</summary>
    public bool TakesAnyCertificate { get; init; }

    /// <summary>Sent as <c>application/json</c>; null for none.</summary>
    public ReadOnlyMemory<byte>? Json { get; init; }

    /// <summary>Sent as <see cref="BodyType"/>, in place of <see cref="Json"/>; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The header <c>Content-Type</c> of <see cref="Body"/>, as it is; empty: none is sent.</summary>
    public string BodyType { get; init; } = "";

    /// <summary>True: what lies beyond <see cref="MostBytes"/> is not read. False: a longer body is a failure.</summary>
    public bool CutsBody { get; init; }
}

/// <summary>What came of a request: an answer, or a problem.</summary>
internal sealed record OutboundAnswer
{
    /// <summary>The address that was asked last.</summary>
    public required string Url { get; init; }

    /// <summary>Null when no answer came.</summary>
    public int? Status { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>The addresses that the redirects named, in order.</summary>
    public IReadOnlyList<string> Redirects { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>Why there is no sound answer; null when there is one, whatever its status.</summary>
    public OutboundProblem? Problem { get; init; }

    public bool IsSuccess => Problem is null && Status is >= 200 and < 300;
}

/// <summary>Why a request came to nothing.</summary>
internal enum OutboundFailure
{
    /// <summary>The guard does not let this host go there.</summary>
    Refused,

    /// <summary>The name or the connection failed.</summary>
    Unreachable,

    /// <summary>The time limit passed.</summary>
    Timeout,

    /// <summary>The answer is too large, compressed though that was not asked for, or redirects without end.</summary>
    Unsound,
}

/// <param name="Failure">The kind.</param>
/// <param name="Cause">One line.</param>
/// <param name="Fix">What to do about it, one line.</param>
internal sealed record OutboundProblem(OutboundFailure Failure, string Cause, string Fix);
