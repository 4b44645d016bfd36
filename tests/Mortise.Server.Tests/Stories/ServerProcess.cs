using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>The built program as its own process, to be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private readonly Process process;
    private readonly StringBuilder log = new();

    private ServerProcess(Process process, string origin)
    {
        this.process = process;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(origin) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    /// <summary>Starts <c>mortise serve</c> on a data directory and waits until it says that it is ready.</summary>
    /// <param name="connection">A PostgreSQL connection string; empty: SQLite.</param>
    public static async Task<ServerProcess> StartAsync(string directory, string connection)
    {
        var origin = $"http://127.0.0.1:{CommandLine.FreePort()}";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "mortise"), ["serve", "--data", directory, "--urls", origin])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment["MORTISE__DATA"] = directory;
        start.Environment["MORTISE__DATABASE"] = connection;
        start.Environment["MORTISE__PROFILE"] = "dev";
        start.Environment["GIT__INTENTPATIENCE"] = "00:00:00.900";
        var server = new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("mortise did not start"), origin);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>KiB of memory that the process has held at most so far.</summary>
    public long PeakMemory()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL to the server alone; its gits go on as they may.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
            await KillAsync();

        process.Dispose();
    }

    private async Task ReadyAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"mortise ended with code {process.ExitCode}:\n{log}");

            try
            {
                using var answer = await Client.GetAsync("/readyz");
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"mortise was not ready within {Patience}:\n{log}");
    }

    private void Keep(string? line)
    {
        lock (log)
            log.AppendLine(line);
    }
}
