using System.Net;

namespace Mortise.Server.Platform.Egress;

/// <summary>A range of addresses that are not hosts on the public Internet.</summary>
/// <param name="Network">The range.</param>
/// <param name="Name">What it is for.</param>
/// <param name="IsPrivate">Whether it is somebody's own network or machine, which one setting allows.</param>
/// <remarks>Source: the IANA registries of special-purpose addresses, IPv4 and IPv6. Forms that wrap an IPv4 address are refused whole.</remarks>
internal sealed record ReservedRange(IPNetwork Network, string Name, bool IsPrivate = false)
{
    private static readonly ReservedRange[] All =
    [
        Private("127.0.0.0/8", "loopback"), Private("::1/128", "loopback"),
        Private("10.0.0.0/8", "private network"), Private("172.16.0.0/12", "private network"), Private("192.168.0.0/16", "private network"),
        Private("fc00::/7", "private network"),
        Other("169.254.169.254/32", "metadata service"), Other("fd00:ec2::254/128", "metadata service"), Other("168.63.129.16/32", "metadata service"),
        Other("100.100.100.200/32", "metadata service"),
        Other("0.0.0.0/8", "this network"), Other("100.64.0.0/10", "carrier-grade NAT"), Other("169.254.0.0/16", "link-local"),
        Other("192.0.0.0/24", "protocol assignments"), Other("192.0.2.0/24", "documentation"), Other("192.31.196.0/24", "AS112"),
        Other("192.52.193.0/24", "AMT"), Other("192.88.99.0/24", "6to4 relays"), Other("192.175.48.0/24", "AS112"),
        Other("198.18.0.0/15", "benchmarks"), Other("198.51.100.0/24", "documentation"), Other("203.0.113.0/24", "documentation"),
        Other("224.0.0.0/4", "multicast"), Other("255.255.255.255/32", "broadcast"), Other("240.0.0.0/4", "reserved"),
        Other("::/128", "unspecified"), Other("::ffff:0:0:0/96", "IPv4-translated"), Other("::/96", "IPv4-compatible"),
        Other("64:ff9b::/96", "NAT64"), Other("64:ff9b:1::/48", "NAT64"), Other("100::/64", "discard"),
        Other("2001::/32", "Teredo"), Other("2001:db8::/32", "documentation"), Other("2001::/23", "protocol assignments"), Other("2002::/16", "6to4"),
        Other("3fff::/20", "documentation"), Other("5f00::/16", "segment routing"), Other("fe80::/10", "link-local"), Other("fec0::/10", "site-local"),
        Other("ff00::/8", "multicast"),
    ];

    /// <summary>IPv6 has handed out no other unicast addresses than these.</summary>
    private static readonly ReservedRange Unassigned = Other("::/0", "unassigned");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>The narrowest meaning of an address; null for one on the public Internet.</summary>
    public static ReservedRange? Of(IPAddress address)
    {
        var narrowest = All.Where(range => range.Network.Contains(address)).MaxBy(range => range.Network.PrefixLength);
        return narrowest
            ?? (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address) ? Unassigned : null);
    }

    private static ReservedRange Private(string range, string name) => new(IPNetwork.Parse(range), name, IsPrivate: true);

    private static ReservedRange Other(string range, string name) => new(IPNetwork.Parse(range), name);
}
