using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mortise.Server.Platform.Impersonation;

/// <summary>Further ports of 127.0.0.1 on which the server answers under Bitbucket's names, for apps that have these written into them.</summary>
/// <remarks>
/// What is answered there is what is answered elsewhere: every link is still made of the public address, and a request counts as signed for whichever
/// address it was sent to, since a qsh covers no host. Source: docs/decisions/0033.
/// </remarks>
internal static class ImpersonationServices
{
    public static void AddImpersonation(this WebApplicationBuilder builder, MortiseOptions options)
    {
        if (options.Impersonate.Length == 0)
            return;

        var hosts = new ImpersonatedHosts(options.ImpersonatedPort is { } told ? [told] : [ImpersonatedHosts.UsualPort, .. PortsOfNeed()]);
        builder.Services.AddSingleton(hosts).AddSingleton<DevelopmentAuthority>();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .UseUrls([.. (builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries),
                .. hosts.Ports.Select(port => $"https://{IPAddress.Loopback}:{port}")])
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                if (endpoint.IPEndPoint is { } at && IPAddress.IsLoopback(at.Address) && hosts.Ports.Contains(at.Port))
                    Listen(endpoint);
            }));
    }

    private static void Listen(ListenOptions endpoint)
    {
        var authority = endpoint.ApplicationServices.GetRequiredService<DevelopmentAuthority>();
        var clock = endpoint.ApplicationServices.GetRequiredService<TimeProvider>();
        endpoint.Use(next => async connection =>
        {
            if (await ConnectTunnel.OpenAsync(connection, clock))
                await next(connection);
        });
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = hello => ImpersonatedHosts.Are(hello.ClientHelloInfo.ServerName)
                ? ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = authority.Host(),
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                })
                : throw new AuthenticationException($"No certificate for {hello.ClientHelloInfo.ServerName}"),
        });
    }

    /// <summary>The port that a hosts file needs, where this process may listen on it and nobody does.</summary>
    private static int[] PortsOfNeed()
    {
        const int Https = 443;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, Https));
            return [Https];
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
