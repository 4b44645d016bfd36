using Mortise.Git.Commands;
using Mortise.Git.Refs;
using Mortise.Git.Transport;

namespace Mortise.Git;

/// <summary>What <c>git fsck</c> found.</summary>
/// <param name="Sound">No broken or missing object, no broken reference.</param>
/// <param name="Findings">git's lines, warnings included; at most 64 KiB of them.</param>
public sealed record FsckOutcome(bool Sound, IReadOnlyList<string> Findings);

public sealed partial class GitRepository
{
    /// <summary>Unreachable objects live this long, so that a push whose references still wait loses nothing.</summary>
    private const string UnreachableExpiry = "2.weeks.ago";

    /// <summary>Bytes of all files of the repository, quarantines included. Files that vanish meanwhile count nothing.</summary>
    public long Measure()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", options))
        {
            try
            {
                bytes += file.Length;
            }
            catch (IOException)
            {
                // Repacked or removed since it was listed.
            }
        }

        return bytes;
    }

    /// <summary><see cref="Measure"/> off the caller's thread: a large repository has many files.</summary>
    public Task<long> MeasureAsync(CancellationToken cancellation = default) => Task.Run(Measure, cancellation);

    /// <summary>Reads every object and checks it; as slow as the repository is large.</summary>
    public async Task<FsckOutcome> FsckAsync(CancellationToken cancellation = default)
    {
        var output = await GitProcess.ReadAsync(Command("fsck", "--full", "--no-dangling", "--no-progress"), cancellation);
        var lines = (output.Text + '\n' + output.Exit.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new FsckOutcome(output.Exit.Succeeded, lines);
    }

    /// <summary>Repacks with bitmaps, writes the commit-graph and packs references: it makes fetches several times cheaper.</summary>
    /// <returns>False: another maintenance of this repository is running, and nothing was done.</returns>
    /// <remarks>
    /// Safe next to pushes and fetches: git deletes only packs that it has replaced, and what no reference reaches yet goes to a cruft
    /// pack for two weeks. Running readers notice and open the new packs.
    /// </remarks>
    public async Task<bool> MaintainAsync(CancellationToken cancellation = default)
    {
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(Path, "mortise-maintenance"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Exists())
        {
            return false;
        }

        await using (held)
        {
            await RequireAsync(Command("pack-refs", "--all", "--prune"), cancellation);
            await RequireAsync(Command("repack", "-d", "--cruft", $"--cruft-expiration={UnreachableExpiry}", "--write-bitmap-index", "--quiet"), cancellation);
            var graph = Command("commit-graph", "--reachable", "--changed-paths", "--no-progress") with { Subcommand = "write" };
            await RequireAsync(graph, cancellation);
        }

        return true;
    }

    /// <summary>Removes the locks that a killed git left on these references: git itself never does, and no push could move them again.</summary>
    /// <param name="names">The references that were found locked.</param>
    /// <param name="untouchedSince">Only older locks; choose more than the longest change of references takes.</param>
    /// <returns>How many were removed.</returns>
    public int BreakLocks(IEnumerable<RefName> names, DateTimeOffset untouchedSince)
    {
        var broken = 0;
        foreach (var name in names.Select(name => name.Value).Append("packed-refs"))
        {
            var file = new FileInfo(System.IO.Path.Combine(Path, name + ".lock"));
            if (!file.Exists || file.LastWriteTimeUtc >= untouchedSince.UtcDateTime)
                continue;

            file.Delete();
            broken++;
        }

        return broken;
    }

    /// <summary>Removes what pushes left behind when their server was killed.</summary>
    /// <param name="olderThan">Nothing in the quarantine was written since; choose more than the longest push takes, such as a day.</param>
    /// <returns>How many were removed.</returns>
    public Task<int> SweepQuarantinesAsync(DateTimeOffset olderThan) => Task.Run(() => Quarantine.Sweep(this, olderThan));

    private static async Task RequireAsync(GitCommand command, CancellationToken cancellation)
    {
        var output = await GitProcess.ReadAsync(command, cancellation);
        output.Exit.Require(command.Name);
    }
}
