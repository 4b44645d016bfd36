using System.Globalization;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Writes commits, one upon the other, as the whole of a branch that does not exist yet. The same input gives the same ids.</summary>
    /// <param name="branch">Must not exist: an existing one makes git refuse.</param>
    /// <param name="commits">The oldest first.</param>
    /// <param name="cancellation">Kills git; the branch is then absent.</param>
    /// <returns>Null, or in one line why git refused: a path or a name that it does not take.</returns>
    public async Task<string?> WriteBranchAsync(BranchName branch, IReadOnlyList<NewCommit> commits, CancellationToken cancellation = default)
    {
        using var stream = new MemoryStream();
        foreach (var commit in commits)
            WriteCommit(stream, branch, commit);

        var output = await GitProcess.ReadAsync(
            Command("fast-import", "--quiet", "--date-format=raw", "--done"), cancellation, Done(stream));
        return output.Exit.Succeeded ? null : output.Exit.Reason;
    }

    /// <summary>Bytes of the packs and loose objects on disk.</summary>
    public long SizeOnDisk() =>
        new DirectoryInfo(System.IO.Path.Combine(Path, "objects")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static void WriteCommit(MemoryStream stream, BranchName branch, NewCommit commit)
    {
        var who = Line(commit);
        Write(stream, $"commit {branch.Ref.Value}\nauthor {who}\ncommitter {who}\n");
        WriteData(stream, commit.Message);
        foreach (var (path, text) in commit.Files)
        {
            Write(stream, text is null ? $"D {Quoted(path)}\n" : $"M 100644 inline {Quoted(path)}\n");
            if (text is not null)
                WriteData(stream, text);
        }

        Write(stream, "\n");
    }

    private static byte[] Done(MemoryStream stream)
    {
        Write(stream, "done\n");
        return stream.ToArray();
    }

    private static string Line(NewCommit commit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Plain(commit.AuthorName)} <{Plain(commit.AuthorEmail)}> {commit.When.ToUnixTimeSeconds()} {Offset(commit.When.Offset)}");

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);

    private static string Plain(string text) => string.Concat(text.Where(character => !char.IsControl(character) && character is not ('<' or '>')));

    /// <summary>A path as git's C-style string, so that blanks, quotes and line ends in it stay what they are.</summary>
    private static string Quoted(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private static void WriteData(MemoryStream stream, string text)
    {
        Write(stream, string.Create(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(text)}\n"));
        Write(stream, text);
        Write(stream, "\n");
    }

    private static void Write(MemoryStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
