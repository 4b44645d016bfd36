using System.Globalization;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>The object a reference names, read from its file without starting git; null when there is no such reference.</summary>
    /// <remarks>
    /// For short looks inside a transaction. What it finds was so at some moment of the call: a loose file first, then <c>packed-refs</c>, as git
    /// itself looks. Source: gitrepository-layout(5).
    /// </remarks>
    public ObjectId? ReadTip(RefName name)
    {
        try
        {
            if (ObjectId.TryParse(File.ReadAllText(System.IO.Path.Combine(Path, name.Value)).AsSpan().TrimEnd('\n'), out var loose))
                return loose;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException)
        {
            // Packed, deleted, or a directory of longer names.
        }

        var packed = System.IO.Path.Combine(Path, "packed-refs");
        if (!File.Exists(packed))
            return null;

        foreach (var line in File.ReadLines(packed))
        {
            if (line.Length > ObjectId.HexLength && line.AsSpan(ObjectId.HexLength + 1).SequenceEqual(name.Value)
                && ObjectId.TryParse(line.AsSpan(0, ObjectId.HexLength), out var id))
                return id;
        }

        return null;
    }

    /// <summary>Has a reference of the host's own name an object, whatever it named before, so that upkeep does not take the object away.</summary>
    /// <param name="name">Below <c>refs/mortise/</c>, which no client sees or moves.</param>
    /// <param name="id">In this repository, or in <paramref name="from"/>.</param>
    /// <param name="from">Another repository of the host whose objects are copied first; null: the object is here.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <returns>False: the object is not there.</returns>
    public async Task<bool> KeepAsync(RefName name, ObjectId id, GitRepository? from = null, CancellationToken cancellation = default)
    {
        if (from is not null && from.Path != Path)
        {
            var fetching = Command("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules") with
            {
                Revisions = [from.Path, id.ToString()],
                Environment = new Dictionary<string, string> { ["GIT_ALLOW_PROTOCOL"] = "file" },
                Settings = [new("fetch.fsckObjects", "false"), new("uploadpack.allowAnySHA1InWant", "true")],
            };
            var fetched = await GitProcess.ReadAsync(fetching, cancellation);
            if (!fetched.Exit.Succeeded)
                return false;
        }

        var kept = await GitProcess.ReadAsync(Command("update-ref") with { Revisions = [name.Value, id.ToString()] }, cancellation);
        return kept.Exit.Succeeded;
    }

    /// <summary>How much a commit of another repository of the host would bring: of what it reaches, all that no reference here reaches.</summary>
    /// <returns>Bytes, as they are packed; null: the commit is in neither.</returns>
    public async Task<long?> MeasureAsync(ObjectId id, GitRepository from, CancellationToken cancellation = default)
    {
        var measuring = Command("rev-list", "--objects", "--disk-usage", "--not", "--all", "--not") with
        {
            Revisions = [id.ToString()],
            Environment = new Dictionary<string, string> { ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = System.IO.Path.Combine(from.Path, "objects") },
        };
        var measured = await GitProcess.ReadAsync(measuring, cancellation);
        return measured.Exit.Succeeded ? long.Parse(measured.Text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Undoes <see cref="KeepAsync"/>: upkeep may take the object away.</summary>
    /// <returns>False: git refused. That there is no such reference is no fault.</returns>
    public async Task<bool> ForgetAsync(RefName name, CancellationToken cancellation = default)
    {
        var forgotten = await GitProcess.ReadAsync(Command("update-ref", "-d") with { Revisions = [name.Value] }, cancellation);
        return forgotten.Exit.Succeeded;
    }

    /// <summary>Whether an object is there.</summary>
    public async Task<bool> HasAsync(ObjectId id, CancellationToken cancellation = default) => (await CheckAsync([id.ToString()], cancellation))[0] is not null;

    /// <summary>The commits that <paramref name="tip"/> reaches and <paramref name="without"/> does not; zero for <paramref name="without"/>: all.</summary>
    /// <param name="firstParents">Only the line of first parents.</param>
    /// <returns>Newest first.</returns>
    public Task<IReadOnlyList<ObjectId>> ListBroughtAsync(ObjectId tip, ObjectId without, bool firstParents = false, CancellationToken cancellation = default) =>
        ListAsync(tip, without, firstParents ? ["--first-parent"] : [], cancellation);

    /// <summary>Of the commits between the two, those that descend from <paramref name="ancestor"/>; newest first.</summary>
    public Task<IReadOnlyList<ObjectId>> ListDescendantsAsync(ObjectId ancestor, ObjectId tip, CancellationToken cancellation = default) =>
        ListAsync(tip, ancestor, ["--ancestry-path"], cancellation);

    /// <summary>Of some commits, those that reach <paramref name="commit"/>; what is missing reaches nothing.</summary>
    public async Task<IReadOnlySet<ObjectId>> ListReachingAsync(ObjectId commit, IReadOnlyCollection<ObjectId> tips, CancellationToken cancellation = default)
    {
        if (tips.Count == 0)
            return new HashSet<ObjectId>();

        // The walk ends at the commit itself: what reaches it stands on a path to it.
        var input = new StringBuilder();
        foreach (var tip in tips.Distinct())
            input.Append(tip).Append('\n');

        input.Append('^').Append(commit).Append('\n');
        var command = Command("rev-list", "--ancestry-path", "--ignore-missing", "--stdin");
        var output = await GitProcess.ReadAsync(command, cancellation, Encoding.ASCII.GetBytes(input.ToString()));
        output.Exit.Require("rev-list");
        var after = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ObjectId.Parse).ToHashSet();
        after.IntersectWith(tips);
        if (tips.Contains(commit))
            after.Add(commit);

        return after;
    }

    private async Task<IReadOnlyList<ObjectId>> ListAsync(ObjectId tip, ObjectId without, string[] flags, CancellationToken cancellation)
    {
        string[] revisions = without.IsZero ? [tip.ToString()] : [tip.ToString(), $"^{without}"];
        var output = await GitProcess.ReadAsync(Command("rev-list", flags) with { Revisions = revisions, Paths = [] }, cancellation);
        output.Exit.Require("rev-list");
        return [.. output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ObjectId.Parse)];
    }
}
