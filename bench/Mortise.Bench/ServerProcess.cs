using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mortise.Bench;

/// <summary>A server under measurement: a process of its own, whose processor time and memory the operating system counts.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, int port, TimeSpan untilReady) => (this.process, Port, UntilReady) = (process, port, untilReady);

    public int Port { get; }

    /// <summary>From the start of the process to the first 200.</summary>
    public TimeSpan UntilReady { get; }

    /// <summary>Processor seconds spent so far, user and system.</summary>
    public double ProcessorSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[1].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
        }
    }

    /// <summary>Resident memory that is not shared with files, in MiB.</summary>
    public double MemoryMiB =>
        long.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    /// <param name="program">The executable.</param>
    /// <param name="probe">A path that answers 200 when the server is ready.</param>
    /// <param name="arguments">Given the port.</param>
    public static async Task<ServerProcess> StartAsync(string program, string probe, Func<int, IEnumerable<string>> arguments)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments(port))
            start.ArgumentList.Add(argument);

        var watch = Stopwatch.StartNew();
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
                Console.Error.WriteLine($"  {Path.GetFileName(program)}: {text}");
        };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        while (watch.Elapsed < TimeSpan.FromSeconds(30) && !started.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}{probe}");
                if (answer.StatusCode == HttpStatusCode.OK)
                    return new ServerProcess(started, port, watch.Elapsed);
            }
            catch (Exception early) when (early is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(2);
        }

        started.Kill();
        throw new InvalidOperationException($"{program} was not ready in 30 s");
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();

        process.WaitForExit();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
