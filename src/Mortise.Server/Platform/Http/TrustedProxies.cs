using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Mortise.Server.Platform.Http;

/// <summary>The proxies that the host believes when they say for whom they ask (<c>Mortise:TrustedProxies</c>).</summary>
internal static class TrustedProxies
{
    /// <summary>Reads an address, or a network as <c>10.0.0.0/8</c>; a network of every address would let everybody be anybody, and is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = IPNetwork.TryParse(text, out var range) ? range
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            : null;
        return network is { PrefixLength: > 0 };
    }

    /// <summary>
    /// Puts the client in the place of a trusted proxy, by <c>X-Forwarded-For</c> from its end up to the first address that is not trusted. No other header
    /// of proxies is read: links and scheme come from the public address alone. Without proxies nothing is read.
    /// </summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, MortiseOptions options)
    {
        if (options.Proxies.Count == 0)
            return;

        var reading = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        reading.KnownProxies.Clear();
        reading.KnownIPNetworks.Clear();
        foreach (var text in options.Proxies)
        {
            if (TryParse(text, out var network))
                reading.KnownIPNetworks.Add(network.Value);
        }

        app.UseForwardedHeaders(reading);
    }
}
