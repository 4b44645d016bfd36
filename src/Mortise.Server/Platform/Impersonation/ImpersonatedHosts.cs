namespace Mortise.Server.Platform.Impersonation;

/// <summary>The two names that apps have written into them, and the ports on which this host answers to them.</summary>
/// <param name="Ports">Of 127.0.0.1, each of them for TLS and for CONNECT alike.</param>
internal sealed record ImpersonatedHosts(IReadOnlyList<int> Ports)
{
    /// <summary>Where the port is not told; ports below 1024 are not for everybody.</summary>
    public const int UsualPort = 8443;

    private const int PortOfHttps = 443;

    public static IReadOnlyList<string> Names { get; } = ["bitbucket.org", "api.bitbucket.org"];

    /// <summary>What stands in the hosts file counts only where the names are reached by their own port.</summary>
    public bool AnswersOnTheirOwnPort => Ports.Contains(PortOfHttps);

    /// <summary>Whether a client asks for one of the names: letter case does not matter.</summary>
    public static bool Are(string? name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the target of a CONNECT is one of the names, at the port of https.</summary>
    public static bool AreAt(string authority) =>
        authority.LastIndexOf(':') is var colon and > 0 && authority[(colon + 1)..] == "443" && Are(authority[..colon]);
}
