using System.Net;
using System.Net.Sockets;

namespace Mortise.Server.Platform.Egress;

/// <summary>Decides which URLs and addresses this host may send requests to. Pure: it resolves nothing.</summary>
/// <remarks>
/// A URL is judged by its text, and again by each address that its name stands for; a host written as an address in any spelling is judged at
/// once. Every refusal names the setting that would allow it.
/// </remarks>
/// <param name="allowHttp">Whether plain <c>http</c> will do.</param>
/// <param name="allowPrivate">Whether loopback and private networks may be reached.</param>
/// <param name="allowed">Ranges that may be reached in any case.</param>
internal sealed class AddressRules(bool allowHttp, bool allowPrivate, IReadOnlyList<IPNetwork> allowed)
{
    public const int LongestUrl = 2048;

    /// <summary>Reads an absolute URL that may be asked for, or says in <paramref name="refusal"/> why it may not.</summary>
    public bool TryRead(string text, out Uri? url, out string? refusal)
    {
        url = null;
        refusal = text.Length > LongestUrl ? $"The URL is longer than {LongestUrl} characters."
            : text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\\', StringComparison.Ordinal)
                ? $"'{Shown(text)}' has blanks, control characters or backslashes, which a URL has not."
            : !Uri.TryCreate(text, UriKind.Absolute, out url) || url.Host.Length == 0
                ? $"'{Shown(text)}' is not an absolute URL such as https://app.example.com/descriptor.json."
            : RefusalOf(url);
        if (refusal is not null)
            url = null;

        return refusal is null;
    }

    /// <summary>Why a URL may not be asked for, as far as its text tells; null when it may.</summary>
    public string? RefusalOf(Uri url)
    {
        if (url.Scheme is not ("https" or "http"))
            return $"'{Shown(url.Scheme)}:' is not a scheme this host speaks; expected https.";

        if (url.Scheme == "http" && !allowHttp)
            return $"'{Shown(url.OriginalString)}' is plain http; expected https. Egress:AllowHttp would allow it.";

        if (url.UserInfo.Length > 0)
            return "The URL carries a user name or password; expected none.";

        var host = url.IdnHost.TrimEnd('.');
        if (host.Contains('%', StringComparison.Ordinal)
            || url.OriginalString.Contains("%25", StringComparison.Ordinal) && url.HostNameType == UriHostNameType.IPv6)
            return $"'{Shown(url.Host)}' names a network interface; expected an address or name that means the same everywhere.";

        if (IPAddress.TryParse(host.Trim('[', ']'), out var address) || NumericHost.TryRead(host, out address))
            return RefusalOf(address);

        if (NumericHost.LooksNumeric(host))
            return $"'{Shown(host)}' is neither a name nor an address.";

        var isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return isLocal && !allowPrivate
            ? RefusalOf(IPAddress.Loopback)
            : null;
    }

    /// <summary>Why an address may not be connected to; null when it may.</summary>
    public string? RefusalOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
            return $"{address} names a network interface; expected an address that means the same everywhere.";

        // The framework compares such an address as the IPv4 one it wraps; one spelling is enough.
        if (address.IsIPv4MappedToIPv6)
            return $"{address} wraps an IPv4 address (IPv4-mapped); expected {address.MapToIPv4()} itself.";

        if (allowed.Any(range => range.Contains(address)) || ReservedRange.Of(address) is not { } range || range.IsPrivate && allowPrivate)
            return null;

        var single = $"{address}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}";
        var setting = range.IsPrivate
            ? $"Egress:AllowPrivateNetworks, or Egress:AllowedRanges with a range such as {single}"
            : $"Egress:AllowedRanges with a range such as {single}";
        return $"{address} is in {range.Network} ({range.Name}), where this host sends nothing. {setting} would allow it.";
    }

    private static string Shown(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
