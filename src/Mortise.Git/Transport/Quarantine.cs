using Mortise.Git.Commands;

namespace Mortise.Git.Transport;

/// <summary>
/// A directory of objects of one push, beside the repository's own: readable by whoever is told, part of the repository only after <see cref="Migrate"/>.
/// </summary>
/// <remarks>
/// It is below <c>objects/</c>, and so on the same file system, under the name that <c>git prune</c> also knows as temporary. Not thread-safe.
/// </remarks>
internal sealed class Quarantine : IDisposable
{
    private const string Prefix = "tmp_objdir-incoming-";

    private readonly GitRepository repository;
    private readonly string directory;
    private bool migrated;

    private Quarantine(GitRepository repository, string directory)
    {
        this.repository = repository;
        this.directory = directory;
        View = new GitRepository(repository.Path, new Dictionary<string, string>
        {
            ["GIT_OBJECT_DIRECTORY"] = directory,
            ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Alternates(repository),
            ["GIT_QUARANTINE_PATH"] = directory,                    // git refuses to move references on the strength of these objects
        });
    }

    /// <summary>The repository as it looks with the new objects.</summary>
    public GitRepository View { get; }

    /// <summary>The same for a command that opens a transaction of references without moving any, which git refuses in <see cref="View"/>.</summary>
    public GitRepository Importing => new(repository.Path, new Dictionary<string, string>
    {
        ["GIT_OBJECT_DIRECTORY"] = directory,
        ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Alternates(repository),
    });

    public string DirectoryPath => directory;

    private string Packs => Path.Combine(directory, "pack");

    public static Quarantine Create(GitRepository repository)
    {
        var incoming = Path.Combine(ObjectsOf(repository), Prefix + Guid.CreateVersion7().ToString("N"));
        Directory.CreateDirectory(Path.Combine(incoming, "pack"));
        return new Quarantine(repository, incoming);
    }

    public static int Sweep(GitRepository repository, DateTimeOffset olderThan)
    {
        var removed = 0;
        foreach (var stale in new DirectoryInfo(ObjectsOf(repository)).EnumerateDirectories(Prefix + "*").ToList())
        {
            try
            {
                var newest = stale.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(stale).Max(entry => entry.LastWriteTimeUtc);
                if (newest >= olderThan.UtcDateTime)
                    continue;

                stale.Delete(recursive: true);
                removed++;
            }
            catch (DirectoryNotFoundException)
            {
                // Its push ended since it was listed.
            }
        }

        return removed;
    }

    /// <summary>Takes the packs that a command wrote here in again as if they were pushed: checked by the same rules, and flushed to disk.</summary>
    /// <returns>Null: sound; else one line that says why not.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        foreach (var pack in Directory.GetFiles(Packs, "pack-*.pack"))
        {
            var aside = Path.Combine(directory, Path.GetFileName(pack));
            File.Move(pack, aside);
            File.Delete(Path.ChangeExtension(pack, ".idx"));
            await using var input = File.OpenRead(aside);
            var check = View.Command("index-pack", "--stdin", $"--strict={PackIntake.Forgiven}") with { Settings = [new("core.bigFileThreshold", "32m")] };
            var exit = await GitProcess.RunAsync(check, input, null, cancellation);
            if (!exit.Succeeded)
                return Complaint(exit).Replace(directory + "/", "", StringComparison.Ordinal);
        }

        return null;

        // The last line says only that fsck has failed; the one before it says what it has found.
        static string Complaint(GitExit exit)
        {
            const string Found = "error: object ";
            return exit.Errors.Split('\n').FirstOrDefault(line => line.StartsWith(Found, StringComparison.Ordinal))?["error: ".Length..] ?? exit.Reason;
        }
    }

    /// <summary>Moves the packs into the repository, durable when it returns; a second call does nothing.</summary>
    /// <remarks>
    /// git's order: the pack and what belongs to it first, the index last, because a reader takes a pack for present once it sees its index.
    /// The contents are on disk already (index-pack flushes them); here the directory's entries follow.
    /// </remarks>
    public void Migrate()
    {
        if (migrated)
            return;

        var target = Path.Combine(ObjectsOf(repository), "pack");
        Directory.CreateDirectory(target);
        var files = Directory.GetFiles(Packs, "pack-*").OrderBy(file => Path.GetExtension(file) == ".idx").ThenBy(file => file, StringComparer.Ordinal);
        foreach (var file in files)
            File.Move(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);   // the name is the hash of the content

        Durable.SyncDirectory(target);
        migrated = true;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Swept, or the repository was deleted meanwhile.
        }
    }

    /// <summary>The repository's own objects, and those that it sees of another.</summary>
    private static string Alternates(GitRepository repository) =>
        repository.Borrowed is { } others ? $"{Quote(ObjectsOf(repository))}:{others}" : Quote(ObjectsOf(repository));

    private static string ObjectsOf(GitRepository repository) => Path.Combine(repository.Path, "objects");

    /// <summary>The list of alternates is separated by colons; an entry with one is quoted as in C. Source: git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES.</summary>
    private static string Quote(string path) =>
        path.AsSpan().ContainsAny(':', '"', '\\')
            ? $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : path;
}
