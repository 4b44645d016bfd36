using System.Runtime.CompilerServices;
using Mortise.Git.Commands;
using Mortise.Git.Diffs;
using Mortise.Git.Objects;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>The same repository, which sees the objects of another as well: for a comparison across a fork. Nothing is copied.</summary>
    public GitRepository WithObjectsOf(GitRepository other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var objects = System.IO.Path.Combine(other.Path, "objects").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return new GitRepository(Path, new Dictionary<string, string>(environment) { ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = $"\"{objects}\"" });
    }

    /// <summary>Writes a diff as git does, byte for byte, with the prefixes <c>a/</c> and <c>b/</c>; streamed.</summary>
    /// <param name="output">Stays open.</param>
    /// <param name="cancellation">Kills git.</param>
    public async Task WriteDiffAsync(DiffRange range, DiffOptions options, Stream output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var command = DiffTree(range, options, "-p", $"--unified={Math.Clamp(options.Context, 0, DiffOptions.MaxContext)}");
        if (options.ShowsBinary)
        {
            (await GitProcess.RunAsync(command, null, output, cancellation)).Require("diff-tree");
            return;
        }

        await using var texts = new TextOnlyDiff(output);
        (await GitProcess.RunAsync(command, null, texts, cancellation)).Require("diff-tree");
        await texts.EndAsync(cancellation);
    }

    /// <summary>Reads a diff file by file, in constant memory. git ends when the reader stops asking.</summary>
    /// <param name="limits">How much of each file is kept.</param>
    /// <param name="cancellation">Kills git.</param>
    public async IAsyncEnumerable<FileDiff> ReadDiffAsync(
        DiffRange range, DiffOptions options, DiffLimits limits, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using var git = GitProcess.Start(DiffTree(range, options, "-p", $"--unified={Math.Clamp(options.Context, 0, DiffOptions.MaxContext)}"));
        await git.CloseInputAsync();
        await foreach (var file in new DiffReader(git.Output, limits).ReadAsync(cancellation))
            yield return file;

        (await git.WaitAsync(cancellation)).Require("diff-tree");
    }

    /// <summary>Which files changed, and by how many lines.</summary>
    /// <param name="offset">Files to pass over.</param>
    /// <param name="count">Files at most.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <exception cref="DiffTooLargeException">Whitespace is ignored, and too many files changed to tell which do not count.</exception>
    public async Task<DiffStat> ReadDiffStatAsync(DiffRange range, DiffOptions options, long offset, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using var git = GitProcess.Start(DiffTree(range, options, "--raw", "--numstat", "-z"));
        await git.CloseInputAsync();
        var records = new RecordReader(git.Output, 0);
        var stat = await new DiffStatReader(records, offset, count, options.IgnoresWhitespace).ReadAsync(cancellation);
        if (stat.Changes.Count == 0 && stat.Total == 0)
            (await git.WaitAsync(cancellation)).Require("diff-tree");

        return stat;
    }

    /// <summary>Writes commits as a series of mails, the oldest first, without merges; streamed.</summary>
    /// <param name="tip">The last of them.</param>
    /// <param name="since">What is reachable from there is left out; null: <paramref name="tip"/> alone, compared with its first parent.</param>
    /// <param name="output">Stays open.</param>
    /// <param name="cancellation">Kills git.</param>
    public async Task WritePatchAsync(ObjectId tip, ObjectId? since, Stream output, CancellationToken cancellation = default)
    {
        // Of a merge format-patch shows the commit before it; log shows the merge itself, and any other commit in the same form.
        string[] flags = ["--no-ext-diff", "--no-textconv", "--no-color", "-M"];
        var command = since is null
            ? Command("log", ["-1", "--pretty=email", "--patch", "--stat", "--summary", "--diff-merges=first-parent", "--no-notes", .. flags]) with { Revisions = [tip.ToString()] }
            : Command("format-patch", ["--stdout", "--no-signature", "--root", .. flags]) with { Revisions = [$"{since}..{tip}"] };
        (await GitProcess.RunAsync(command with { Paths = [] }, null, output, cancellation)).Require(command.Name);
    }

    private GitCommand DiffTree(DiffRange range, DiffOptions options, params string[] flags)
    {
        string[] all =
        [
            "-r", .. flags, "--no-ext-diff", "--no-textconv", "--no-color", options.FindsRenames ? "-M" : "--no-renames",
            .. options.IgnoresWhitespace ? (string[])["--ignore-all-space"] : [],
        ];
        string[] paths = [.. options.Paths.Select(path => path.Trim('/')).Where(path => path.Length > 0)];
        return Literal(Command("diff-tree", all) with { Revisions = range.Revisions, Paths = paths });
    }
}
