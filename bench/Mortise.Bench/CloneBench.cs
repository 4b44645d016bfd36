using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mortise.Bench;

/// <summary>A clone over HTTP beside one by path and one from <c>git http-backend</c>: the same repository, in turn.</summary>
internal static class CloneBench
{
    private const int Commits = 2_000;
    private const int FileBytes = 16 * 1024;
    private const int Rounds = 7;

    public static async Task RunAsync(string mortise)
    {
        using var data = await BenchData.CreateAsync();
        await FillAsync(data);
        using var server = await ServerProcess.StartAsync(mortise, "/readyz", data.ServeArguments);
        using var plain = await ServerProcess.StartAsync(
            Environment.ProcessPath!, "/healthz", port => ["--cgi", port.ToString(CultureInfo.InvariantCulture), Path.GetDirectoryName(data.RepositoryPath)!]);
        var ours = $"http://127.0.0.1:{server.Port}/acme/rocket.git";
        var backend = $"http://127.0.0.1:{plain.Port}/git/{Path.GetFileName(data.RepositoryPath)}";
        var file = new Uri(data.RepositoryPath).AbsoluteUri;
        var (toFile, toBackend) = (new List<double>(), new List<double>());
        await CloneAsync(data, ours);                       // warms the server
        for (var round = 0; round < Rounds; round++)
        {
            var (byPath, byBackend, byUs) = (await CloneAsync(data, file), await CloneAsync(data, backend), await CloneAsync(data, ours));
            toFile.Add(byUs / byPath);
            toBackend.Add(byUs / byBackend);
        }

        Report.Ratio($"clone of {Commits:N0} commits over HTTP ÷ by path (time)", toFile, 1.1, 1.05, lessIsBetter: true);
        Report.Ratio("same ÷ from git http-backend (time)", toBackend, 1.1, 1.0, lessIsBetter: true);
    }

    /// <summary>Files of noise, which no packing makes smaller, in one pack with a bitmap, as the host's upkeep leaves it; open to everyone.</summary>
    private static async Task FillAsync(BenchData data)
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(data.Directory, "mortise.db")}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE repositories SET is_private = 0, main_branch = 'main'";
            await command.ExecuteNonQueryAsync();
        }

        using var stream = new MemoryStream();
        var noise = new byte[FileBytes];
        var chance = new Random(7990);
        for (var number = 1; number <= Commits; number++)
        {
            chance.NextBytes(noise);
            stream.Write(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"commit refs/heads/main\ncommitter A <a@example.com> {number} +0000\ndata 1\nm\nM 100644 inline d{number % 50}/{number % 400}.bin\ndata {FileBytes}\n")));
            stream.Write(noise);
            stream.WriteByte((byte)'\n');
        }

        await GitAsync(data.RepositoryPath, stream.ToArray(), "fast-import", "--quiet");
        await GitAsync(data.RepositoryPath, [], "repack", "-a", "-d", "-b", "-q");
    }

    private static async Task<double> CloneAsync(BenchData data, string address)
    {
        var to = Path.Combine(data.Directory, "clone.git");
        var begun = Stopwatch.GetTimestamp();
        await GitAsync(data.Directory, [], "clone", "--quiet", "--bare", address, to);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Directory.Delete(to, recursive: true);
        return took;
    }

    private static async Task GitAsync(string directory, byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardInput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"git {arguments[0]} ended with code {process.ExitCode}");
    }
}
