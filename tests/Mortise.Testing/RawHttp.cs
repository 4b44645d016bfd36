using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Mortise.Testing;

/// <summary>An answer read from the wire; <see cref="Body"/> is empty where the server ended the connection early.</summary>
public sealed record RawAnswer(int Status, string Body)
{
    /// <summary>The step that a refused token failed at (<c>error.data.step</c>); null when the answer names none.</summary>
    public string? Step =>
        Body.StartsWith('{') && JsonDocument.Parse(Body).RootElement is var root
        && root.TryGetProperty("error", out var error) && error.TryGetProperty("data", out var data) && data.TryGetProperty("step", out var step)
            ? step.GetString()
            : null;
}

/// <summary>Requests written to the socket as they are, for what no client would send.</summary>
public static class RawHttp
{
    /// <summary>Sends one request over a connection of its own and reads the answer to its end.</summary>
    /// <param name="target">The request line's target, untouched.</param>
    /// <param name="headers">Written in this order, also twice the same; UTF-8.</param>
    /// <param name="body">Null: none. Its length is announced unless <paramref name="headers"/> say how it comes.</param>
    public static async Task<RawAnswer> SendAsync(
        this TestServer server, string method, string target, IReadOnlyList<(string Name, string Value)> headers, string? body = null)
    {
        var origin = new Uri(server.Origin);
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        if (body is not null && !headers.Any(header => header.Name is "Content-Length" or "Transfer-Encoding"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\n");

        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(origin.Host, origin.Port);
        await using var stream = socket.GetStream();
        var sending = SendAsync(stream, [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. bytes]);
        var text = await ReadAsync(stream);

        // The server takes its time over the rest of a body that it has refused.
        socket.Close();
        await sending;
        return Parse(text);
    }

    private static async Task SendAsync(NetworkStream stream, byte[] request)
    {
        try
        {
            await stream.WriteAsync(request);
        }
        catch (Exception early) when (early is IOException or ObjectDisposedException)
        {
            // The server has answered before it had read everything, as it may.
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while (!IsWhole(answer) && (read = await stream.ReadAsync(buffer)) > 0)
                answer.Write(buffer, 0, read);
        }
        catch (IOException)
        {
            // Reset after the answer, because part of the request was never read.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>Whether an answer has come to the length that it announced; one that announces none ends with the connection.</summary>
    private static bool IsWhole(MemoryStream answer)
    {
        const string Announced = "\r\nContent-Length: ";
        var bytes = answer.GetBuffer().AsSpan(0, (int)answer.Length);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;

        var head = Encoding.UTF8.GetString(bytes[..(end + 2)]);
        var at = head.IndexOf(Announced, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return false;

        var length = head[(at + Announced.Length)..head.IndexOf('\r', at + Announced.Length)];
        return bytes.Length >= end + 4 + int.Parse(length, CultureInfo.InvariantCulture);
    }

    private static RawAnswer Parse(string text)
    {
        var status = text.Length > 12 ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return new RawAnswer(status, end < 0 ? "" : text[(end + 4)..]);
    }
}
