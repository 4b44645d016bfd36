using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mortise.Testing;

/// <summary>What a git command wrote, and its exit code.</summary>
public sealed record GitRun(int Code, string Output, string Errors);

/// <summary>A directory of its own for a test's repositories, made with the git program; it is removed at the end.</summary>
/// <remarks>
/// Author, committer, and time are fixed: commit number N of a fixture is made N minutes after 2026-01-01 00:00 UTC, so that the same calls in the
/// same order give the same object ids. No configuration of the machine is read. All repositories are bare: git can push from them as well.
/// </remarks>
public sealed class GitFixture : IDisposable
{
    public const string Author = "Ada Lovelace";
    public const string AuthorEmail = "ada@example.com";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int commits;

    /// <summary>Makes the directory, below the system's temporary one.</summary>
    public GitFixture() => Root = Directory.CreateTempSubdirectory("mortise-git-").FullName;

    /// <summary>The absolute path of the fixture's directory.</summary>
    public string Root { get; }

    /// <summary>The path of a repository (or anything else) of this fixture; nothing is made.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Makes an empty bare repository with the branch <c>main</c> as its HEAD.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> InitAsync(string name)
    {
        await GitAsync(Root, "init", "--quiet", "--bare", "--initial-branch=main", name);
        return PathOf(name);
    }

    /// <summary>Adds a commit to a branch, or starts the branch; other files stay as they are.</summary>
    /// <param name="repository">The path of a repository.</param>
    /// <param name="branch">A short name.</param>
    /// <param name="message">The whole message.</param>
    /// <param name="files">Path and content of each file that the commit writes; a null content deletes the file.</param>
    /// <returns>The commit's id.</returns>
    public async Task<string> CommitAsync(string repository, string branch, string message, params (string Path, string? Content)[] files)
    {
        var stream = new MemoryStream();
        var exists = (await TryGitAsync(repository, "show-ref", "--verify", "--quiet", $"refs/heads/{branch}")).Code == 0;
        WriteCommit(stream, branch, message, exists ? $"from refs/heads/{branch}^0\n" : "", files);
        await FastImportAsync(repository, stream);
        return await GitAsync(repository, "rev-parse", $"refs/heads/{branch}");
    }

    /// <summary>
    /// Starts <paramref name="branch"/> with a chain of commits named <c>change 1</c>, <c>change 2</c>, …, each writing one line to <c>log.txt</c> and
    /// one file of its own.
    /// </summary>
    /// <returns>The tip's id.</returns>
    public async Task<string> CommitManyAsync(string repository, string branch, int count)
    {
        var stream = new MemoryStream();
        for (var i = 1; i <= count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            WriteCommit(stream, branch, $"change {number}\n", "", [("log.txt", $"line {number}\n"), ($"files/{i % 50}/{number}.txt", $"content {number}\n")]);
        }

        await FastImportAsync(repository, stream);
        return await GitAsync(repository, "rev-parse", $"refs/heads/{branch}");
    }

    /// <summary>Makes an annotated tag.</summary>
    /// <returns>The id of the tag object.</returns>
    public async Task<string> TagAsync(string repository, string tag, string target, string message)
    {
        await GitAsync(repository, "tag", "--annotate", "--message", message, tag, target);
        return await GitAsync(repository, "rev-parse", $"refs/tags/{tag}");
    }

    /// <summary>Runs git and returns its output without the newline at the end; a failure throws with what git said.</summary>
    public async Task<string> GitAsync(string directory, params string[] arguments)
    {
        var run = await TryGitAsync(directory, arguments);
        return run.Code == 0
            ? run.Output.TrimEnd('\n')
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with code {run.Code}: {run.Errors}");
    }

    /// <summary>Runs git, whatever comes of it.</summary>
    public Task<GitRun> TryGitAsync(string directory, params string[] arguments) => RunAsync(directory, null, arguments);

    /// <summary>Runs git with <paramref name="input"/> as its stdin.</summary>
    public async Task<GitRun> RunAsync(string directory, ReadOnlyMemory<byte>? input, params string[] arguments)
    {
        var date = (Start + TimeSpan.FromMinutes(commits)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " +0000";
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in new[]
        {
            ("HOME", Root), ("XDG_CONFIG_HOME", Root), ("LC_ALL", "C"), ("TZ", "UTC"),
            ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_AUTHOR_NAME", Author), ("GIT_AUTHOR_EMAIL", AuthorEmail), ("GIT_AUTHOR_DATE", date),
            ("GIT_COMMITTER_NAME", Author), ("GIT_COMMITTER_EMAIL", AuthorEmail), ("GIT_COMMITTER_DATE", date),
        })
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            if (input is { } bytes)
                await process.StandardInput.BaseStream.WriteAsync(bytes);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git ended before it had read everything; its exit code says why.
        }

        await process.WaitForExitAsync();
        return new GitRun(process.ExitCode, await output, await errors);
    }

    /// <summary>Removes everything.</summary>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private async Task FastImportAsync(string repository, MemoryStream stream)
    {
        var run = await RunAsync(repository, stream.ToArray(), "fast-import", "--quiet", "--date-format=raw");
        if (run.Code != 0)
            throw new InvalidOperationException($"git fast-import: {run.Errors}");
    }

    private void WriteCommit(MemoryStream stream, string branch, string message, string from, (string Path, string? Content)[] files)
    {
        var seconds = (Start + TimeSpan.FromMinutes(++commits)).ToUnixTimeSeconds();
        var who = string.Create(CultureInfo.InvariantCulture, $"{Author} <{AuthorEmail}> {seconds} +0000");
        Write($"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\n");
        WriteData(message);
        Write(from);
        foreach (var (path, content) in files)
        {
            if (content is null)
            {
                Write($"D {path}\n");
                continue;
            }

            Write($"M 100644 inline {path}\n");
            WriteData(content);
        }

        Write("\n");

        void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

        void WriteData(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Write(string.Create(CultureInfo.InvariantCulture, $"data {bytes.Length}\n"));
            stream.Write(bytes);
            Write("\n");
        }
    }
}
