using System.Diagnostics;

namespace Mortise.Testing;

/// <summary>A program of somebody else, such as node or curl, run to its end.</summary>
public sealed record ProcessRun(int Code, string Output, string Errors);

/// <summary>Programs of somebody else beside the server; what one was told and what it wrote is text.</summary>
public sealed class ForeignProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process running;

    private ForeignProcess(Process running) => this.running = running;

    /// <summary>True when <paramref name="program"/> is on the path.</summary>
    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end and reads what it wrote.</summary>
    public static async Task<ProcessRun> RunAsync(
        string program, IEnumerable<string> arguments, string? directory = null, params (string Name, string Value)[] environment)
    {
        using var process = Begin(program, arguments, directory, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await EndAsync(process);
        return new ProcessRun(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a program that stays, and waits for the first line that it writes.</summary>
    public static async Task<(ForeignProcess Process, string FirstLine)> StartAsync(
        string program, IEnumerable<string> arguments, string? directory = null, params (string Name, string Value)[] environment)
    {
        var process = Begin(program, arguments, directory, environment);
        using var patience = new CancellationTokenSource(Patience);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var line = await process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new InvalidOperationException($"{program} ended before it said anything: {await errors}");
        return (new ForeignProcess(process), line);
    }

    public async ValueTask DisposeAsync()
    {
        running.Kill(entireProcessTree: true);
        await running.WaitForExitAsync();
        running.Dispose();
    }

    private static Process Begin(string program, IEnumerable<string> arguments, string? directory, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? Environment.CurrentDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A proxy of the machine is not asked for addresses on this machine.
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "127.0.0.1,localhost,api.bitbucket.org";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    private static async Task EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} did not end within {Patience}", late);
        }
    }
}
