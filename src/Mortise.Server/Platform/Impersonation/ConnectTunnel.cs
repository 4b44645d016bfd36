using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Mortise.Server.Platform.Impersonation;

/// <summary>The first bytes of a connection: the beginning of TLS, or a CONNECT to one of the names, behind which TLS begins. Anything else ends here.</summary>
/// <remarks>The tunnel leads nowhere but into this server, so that nothing is forwarded. Source: RFC 9110, 9.3.6; RFC 8446, 5.1.</remarks>
internal static class ConnectTunnel
{
    private const byte TlsHandshake = 0x16;
    private const int MostHeadBytes = 8 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly byte[] Opened = Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\n\r\n");

    private static readonly string Offer =
        $"This port answers as {string.Join(" and ", ImpersonatedHosts.Names)} over TLS, and opens a tunnel by CONNECT to these two at port 443 and to nothing else.\n";

    /// <summary>True when TLS comes next.</summary>
    public static async Task<bool> OpenAsync(ConnectionContext connection, TimeProvider clock)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        using var limit = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(both.Token);
                if (!read.Buffer.IsEmpty && read.Buffer.FirstSpan[0] == TlsHandshake)
                {
                    input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
                    return true;
                }

                if (TryReadHead(read.Buffer, out var head, out var end))
                {
                    input.AdvanceTo(end);
                    return await AnswerAsync(output, head, both.Token);
                }

                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted || read.Buffer.Length > MostHeadBytes)
                    return false;
            }
        }
        catch (OperationCanceledException)
        {
            return false;       // it said nothing in time, or has gone
        }
    }

    private static bool TryReadHead(ReadOnlySequence<byte> buffer, out string head, out SequencePosition end)
    {
        var reader = new SequenceReader<byte>(buffer);
        var whole = reader.TryReadTo(out ReadOnlySequence<byte> lines, "\r\n\r\n"u8);
        (head, end) = whole ? (Encoding.ASCII.GetString(lines), reader.Position) : ("", buffer.Start);
        return whole;
    }

    private static async Task<bool> AnswerAsync(PipeWriter output, string head, CancellationToken cancellation)
    {
        var isOurs = head.Split("\r\n")[0].Split(' ') is ["CONNECT", var authority, "HTTP/1.1" or "HTTP/1.0"] && ImpersonatedHosts.AreAt(authority);
        var refusal = $"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Offer.Length}\r\nConnection: close\r\n\r\n{Offer}";
        await output.WriteAsync(isOurs ? Opened : Encoding.ASCII.GetBytes(refusal), cancellation);
        return isOurs;
    }
}
