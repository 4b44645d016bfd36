using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git;

/// <summary>A bare repository on disk: a value that names it, and what can be asked of it and done to it.</summary>
/// <remarks>
/// Thread-safe: it holds nothing but its path; git's own locks order the writers. Reads start a process each; for reading many objects
/// there is <see cref="Objects.CatFilePool"/>. A task that is cancelled kills its git.
/// </remarks>
public sealed partial class GitRepository
{
    private readonly IReadOnlyDictionary<string, string> environment;

    /// <summary>Names a repository; nothing is opened yet.</summary>
    /// <param name="path">The directory of the bare repository (the one that holds <c>HEAD</c>).</param>
    public GitRepository(string path)
        : this(path, new Dictionary<string, string>())
    {
    }

    internal GitRepository(string path, IReadOnlyDictionary<string, string> environment)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        this.environment = environment;
    }

    /// <summary>The absolute path, without a slash at its end.</summary>
    public string Path { get; }

    /// <summary>Tells apart this view (with a quarantine, or with the objects of another repository) from others of the same path.</summary>
    internal string Key => string.Join('\0', [Path, .. environment.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)]);

    /// <summary>The object directories beside its own, as git reads them; null: none.</summary>
    internal string? Borrowed => environment.GetValueOrDefault("GIT_ALTERNATE_OBJECT_DIRECTORIES");

    /// <summary>Whether a repository is there.</summary>
    public bool Exists() => File.Exists(System.IO.Path.Combine(Path, "HEAD"));

    /// <summary>A command in this repository (and in its quarantine, where this is a push's view), for callers that need more than is here.</summary>
    public GitCommand Command(string name, params string[] flags) =>
        new(name) { Flags = flags, Repository = Path, Environment = environment };

    /// <summary>Where HEAD points. Null when HEAD is detached or damaged, which no method here causes.</summary>
    public async Task<Head?> FindHeadAsync(CancellationToken cancellation = default)
    {
        var symbolic = await GitProcess.ReadAsync(Command("symbolic-ref", "--quiet") with { Revisions = ["HEAD"] }, cancellation);
        if (!symbolic.Exit.Succeeded || !RefName.TryParse(symbolic.Text.TrimEnd('\n'), out var target))
            return null;

        return new Head(target, await FindRefAsync(target, cancellation));
    }

    /// <summary>Points HEAD at a branch, whether or not that branch exists.</summary>
    public async Task SetHeadAsync(BranchName branch, CancellationToken cancellation = default)
    {
        var output = await GitProcess.ReadAsync(Command("symbolic-ref") with { Revisions = ["HEAD", branch.Ref.Value] }, cancellation);
        output.Exit.Require("symbolic-ref");
        Durable.SyncDirectory(Path);
    }

    /// <summary>The object a reference names; null when there is no such reference.</summary>
    public async Task<ObjectId?> FindRefAsync(RefName name, CancellationToken cancellation = default)
    {
        var output = await GitProcess.ReadAsync(Command("show-ref", "--verify", "--hash") with { Revisions = [name.Value] }, cancellation);
        return output.Exit.Succeeded && ObjectId.TryParse(output.Text.TrimEnd('\n'), out var id) ? id : null;
    }

    /// <summary>The references in byte order of their names. Names that are not UTF-8 are left out.</summary>
    /// <param name="prefix">Only those below this directory, such as <c>refs/heads/</c>; a prefix ends at a slash or at the end of a name.</param>
    /// <param name="cancellation">Kills git.</param>
    public async Task<IReadOnlyList<RefEntry>> ListRefsAsync(string prefix = "refs/", CancellationToken cancellation = default)
    {
        var command = Command("for-each-ref", "--format=%(objectname) %(objecttype) %(*objectname) %(refname)") with { Revisions = [prefix] };
        var output = await GitProcess.ReadAsync(command, cancellation);
        output.Exit.Require("for-each-ref");

        var entries = new List<RefEntry>();
        foreach (var range in Lines(output.Bytes.Span))
        {
            var line = output.Bytes.Span[range];
            if (line.Length > ObjectId.HexLength + 1
                && ObjectId.TryParse(line[..ObjectId.HexLength], out var id) && ReadEntry(id, line[(ObjectId.HexLength + 1)..]) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Moves references by compare-and-swap, through one <c>git update-ref --stdin</c>; durable when the task completes.</summary>
    /// <param name="updates">At most one for each name; a second throws an <see cref="ArgumentException"/>.</param>
    /// <param name="atomic">All or none. Otherwise each for itself.</param>
    /// <param name="cancellation">Kills git; whether the references moved is then for <see cref="ListRefsAsync"/> to say.</param>
    /// <returns>One outcome for each update, in the same order. Expected refusals are values; see <see cref="RefRefusal"/>.</returns>
    public Task<IReadOnlyList<RefOutcome>> UpdateRefsAsync(
        IReadOnlyList<RefUpdate> updates, bool atomic, CancellationToken cancellation = default) =>
        UpdateRef.RunAsync(this, updates, atomic, cancellation);

    /// <summary>Every reference and its object, without a look at the objects: the cheapest listing.</summary>
    internal async Task<Dictionary<RefName, ObjectId>> ListRefIdsAsync(CancellationToken cancellation)
    {
        var output = await GitProcess.ReadAsync(Command("for-each-ref", "--format=%(objectname) %(refname)"), cancellation);
        output.Exit.Require("for-each-ref");
        var ids = new Dictionary<RefName, ObjectId>();
        foreach (var range in Lines(output.Bytes.Span))
        {
            var line = output.Bytes.Span[range];
            if (RefName.TryParse(line[(ObjectId.HexLength + 1)..], out var name) && ObjectId.TryParse(line[..ObjectId.HexLength], out var id))
                ids[name] = id;
        }

        return ids;
    }

    private static RefEntry? ReadEntry(ObjectId id, ReadOnlySpan<byte> rest)
    {
        var typeEnd = rest.IndexOf((byte)' ');
        var type = ObjectInfoLine.TypeOf(rest[..typeEnd]);
        rest = rest[(typeEnd + 1)..];
        var peeledEnd = rest.IndexOf((byte)' ');
        var peeled = ObjectId.TryParse(rest[..peeledEnd], out var found) ? found : id;
        return type is { } known && RefName.TryParse(rest[(peeledEnd + 1)..], out var name) ? new RefEntry(name, id, known, peeled) : null;
    }

    private static List<Range> Lines(ReadOnlySpan<byte> text)
    {
        var lines = new List<Range>();
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            if (end > start)
                lines.Add(start..end);
            start = end + 1;
        }

        return lines;
    }
}
