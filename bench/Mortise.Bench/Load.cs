using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mortise.Bench;

/// <summary>What one round of load found.</summary>
/// <param name="Requests">Answered in the round.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="ProcessorSeconds">Spent by the server meanwhile.</param>
internal sealed record Round(long Requests, double Seconds, double ProcessorSeconds)
{
    public double PerSecond => Requests / Seconds;

    public double ProcessorMicroseconds => ProcessorSeconds / Requests * 1e6;
}

/// <summary>Keeps a number of connections busy with one request each, over bare sockets, so that the generator costs little.</summary>
internal static class Load
{
    /// <param name="server">Whom to ask.</param>
    /// <param name="requests">The bytes of a request for each connection.</param>
    /// <param name="status">What every answer must be.</param>
    /// <param name="length">How long to go on.</param>
    public static async Task<Round> RunAsync(ServerProcess server, IReadOnlyList<byte[]> requests, int status, TimeSpan length)
    {
        var processor = server.ProcessorSeconds;
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(requests.Select(request => Task.Run(() => KeepBusyAsync(server.Port, request, status, watch, length))));
        return new Round(counts.Sum(), watch.Elapsed.TotalSeconds, server.ProcessorSeconds - processor);
    }

    public static byte[] Request(string method, string path, string? authorization, string? body) =>
        Encoding.UTF8.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + (authorization is null ? "" : $"Authorization: {authorization}\r\n")
            + (body is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    private static async Task<long> KeepBusyAsync(int port, byte[] request, int status, Stopwatch watch, TimeSpan length)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var expected = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} ");
        var buffer = new byte[1024 * 1024];
        var count = 0L;
        while (watch.Elapsed < length)
        {
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer, expected);
            count++;
        }

        return count;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer, byte[] expected)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection");

            filled += read;
            var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;

            if (!buffer.AsSpan().StartsWith(expected))
                throw new InvalidOperationException("Unexpected answer: " + Encoding.UTF8.GetString(buffer, 0, filled));

            if (filled >= head + 4 + ContentLength(buffer.AsSpan(0, head)))
                return;
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : 0;
    }
}
