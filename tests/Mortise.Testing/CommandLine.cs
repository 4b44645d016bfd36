using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Mortise.Testing;

/// <summary>How a program ended, and what it wrote.</summary>
public sealed record CommandResult(int Code, string Output, string Errors)
{
    /// <summary>The lines of stderr.</summary>
    public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs programs as somebody at a shell does: the command <c>mortise</c>, the sample app, bash.</summary>
public static class CommandLine
{
    /// <summary>Only against what never ends: a publish compiles everything, on a machine that may have other things to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Other processes of the same run begin elsewhere.</summary>
    private static int lastPort = RandomNumberGenerator.GetInt32(20_000);

    /// <summary>Runs <c>mortise</c> to its end.</summary>
    public static Task<CommandResult> MortiseAsync(params string[] arguments) => RunAsync(Own("mortise"), arguments);

    /// <summary>Runs one line by bash, which finds <c>mortise</c> on its path.</summary>
    public static Task<CommandResult> BashAsync(string line) => RunAsync("bash", ["-c", line]);

    /// <summary>A program of this build, beside the tests.</summary>
    public static string Own(string name) => Path.Combine(AppContext.BaseDirectory, name);

    /// <summary>A loopback port that was free a moment ago, and that this process is given once.</summary>
    /// <remarks>From 10000 to 29999: below the ports that the system gives to whoever asks for any, and so to each outgoing connection.</remarks>
    public static int FreePort()
    {
        while (true)
        {
            var port = 10_000 + (int)((uint)Interlocked.Increment(ref lastPort) % 20_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }

    internal static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MORTISE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);

        start.Environment["PATH"] = AppContext.BaseDirectory + Path.PathSeparator + start.Environment["PATH"];
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return start;
    }

    private static async Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(Describe(program, arguments))!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>A program that runs until it is told to stop; it is stopped at the latest when this is disposed.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private RunningProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written to stdout so far.</summary>
    public string Output => Read(output);

    public string Errors => Read(errors);

    public int ProcessId => process.Id;

    /// <summary>Starts a program of this build and waits until <paramref name="url"/> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended before that.</exception>
    public static async Task<RunningProgram> StartAsync(string name, string url, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var program = new RunningProgram(Process.Start(CommandLine.Describe(CommandLine.Own(name), arguments, environment))!);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            if (program.process.HasExited)
                throw new InvalidOperationException($"{name} ended with {program.process.ExitCode}: {program.Errors}");

            try
            {
                using var answer = await client.GetAsync(url);
                if (answer.IsSuccessStatusCode)
                    return program;
            }
            catch (Exception early) when (early is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100);
        }

        await program.DisposeAsync();
        throw new InvalidOperationException($"{name} did not answer at {url}: {program.Errors}");
    }

    /// <summary>Starts <c>mortise serve</c> on a free port with the arguments after it, and waits until it is ready.</summary>
    /// <param name="arguments">Further flags; the profile is <c>dev</c> unless they say otherwise.</param>
    public static async Task<(RunningProgram Server, string Origin)> ServeAsync(string directory, params string[] arguments)
    {
        var origin = $"http://127.0.0.1:{CommandLine.FreePort()}";
        string[] profile = arguments.Contains("--profile") ? [] : ["--profile", "dev"];
        var server = await StartAsync("mortise", origin + "/readyz", ["serve", "--data", directory, "--urls", origin, .. profile, .. arguments]);
        return (server, origin);
    }

    /// <summary>Starts <c>./x run</c> of this tree as a newcomer does, on ports and with a directory and a seed file of its own.</summary>
    /// <param name="sample">Where the sample app is to listen.</param>
    public static async Task<(RunningProgram Run, string Origin)> RunAsync(string directory, string seed, string sample)
    {
        var origin = $"http://localhost:{CommandLine.FreePort()}";
        var run = await StartAsync(
            SourceTree.Path("x"), origin + "/readyz", ["run", "--data", directory, "--urls", origin, "--seed", seed], ("HelloPanel__Url", sample));
        return (run, origin);
    }

    /// <summary>Waits until <paramref name="word"/> stands in the output, and answers it all.</summary>
    public async Task<string> OutputWithAsync(string word)
    {
        var started = Stopwatch.GetTimestamp();
        while (!Output.Contains(word, StringComparison.Ordinal))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"'{word}' never came: {Output}{Errors}");

            await Task.Delay(50);
        }

        return Output;
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(patience.Token);

        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
            text.Append(line).Append(line is null ? "" : "\n");
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}

/// <summary>A directory that is gone when the test ends.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mortise-test-").FullName;

    /// <summary>The path of something in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file in it.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
