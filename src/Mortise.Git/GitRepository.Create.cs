using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Refs;

namespace Mortise.Git;

/// <summary>What became of <see cref="GitRepository.ImportAsync"/>.</summary>
/// <param name="Repository">The new repository; null when the import failed and nothing was left behind.</param>
/// <param name="Problem">What git said, one line, for the one who asked; null when it succeeded.</param>
public readonly record struct ImportOutcome(GitRepository? Repository, string? Problem);

public sealed partial class GitRepository
{
    private const string Config = """
        [core]
        	repositoryformatversion = 0
        	filemode = true
        	bare = true
        	logAllRefUpdates = false
        [receive]
        	fsckObjects = true
        	autogc = false
        	updateServerInfo = false
        [uploadpack]
        	allowFilter = true
        	allowAnySHA1InWant = true
        [repack]
        	writeBitmaps = true
        [pack]
        	writeReverseIndex = true
        	writeBitmapHashCache = true
        [gc]
        	auto = 0

        """;

    /// <summary>Makes an empty bare repository. It is built beside <paramref name="path"/> and renamed into place, so that nobody sees half of one.</summary>
    /// <param name="path">Must not exist; its parent directory is made if need be. An existing one throws an <see cref="IOException"/>.</param>
    /// <param name="defaultBranch">Where HEAD points.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    public static Task InitAsync(string path, BranchName defaultBranch, CancellationToken cancellation = default) =>
        BuildBesideAsync(path, beside => MakeEmptyAsync(beside, defaultBranch, cancellation));

    /// <summary>Makes a bare repository with the branches, the tags and the HEAD of another; all other references stay behind.</summary>
    /// <param name="path">As for <see cref="InitAsync"/>.</param>
    /// <param name="source">
    /// A path, or a URL of http, https or file; every other transport is refused. Whether an address may be asked is the caller's to decide before.
    /// </param>
    /// <param name="defaultBranch">Where HEAD points when the source's HEAD is detached or empty.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    public static async Task<ImportOutcome> ImportAsync(
        string path, string source, BranchName defaultBranch, CancellationToken cancellation = default)
    {
        string? problem = null;
        await BuildBesideAsync(path, async beside =>
        {
            await MakeEmptyAsync(beside, defaultBranch, cancellation);
            problem = await new GitRepository(beside).CopyFromAsync(source, cancellation);
            return problem is null;
        });
        return problem is null ? new ImportOutcome(new GitRepository(path), null) : new ImportOutcome(null, problem);
    }

    private static async Task<bool> MakeEmptyAsync(string path, BranchName defaultBranch, CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        var init = new GitCommand("init")
        {
            Flags = ["--quiet", "--bare", "--template=", "--object-format=sha1", $"--initial-branch={defaultBranch}"],
            Paths = [path],
        };
        var output = await GitProcess.ReadAsync(init, cancellation);
        output.Exit.Require("init");
        await File.WriteAllTextAsync(System.IO.Path.Combine(path, "config"), Config, new UTF8Encoding(false), cancellation);
        return true;
    }

    private static async Task BuildBesideAsync(string path, Func<string, Task<bool>> build)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var parent = System.IO.Path.GetDirectoryName(path) ?? throw new ArgumentException("A repository cannot be the root directory", nameof(path));
        Directory.CreateDirectory(parent);
        if (Taken(path))
            throw new IOException($"{path} exists already");

        var beside = System.IO.Path.Combine(parent, $".new-{Guid.CreateVersion7():N}");
        try
        {
            if (!await build(beside))
                return;

            foreach (var file in Directory.EnumerateFiles(beside, "*", SearchOption.AllDirectories))
                Durable.SyncFile(file);
            foreach (var directory in Directory.EnumerateDirectories(beside, "*", SearchOption.AllDirectories))
                Durable.SyncDirectory(directory);
            Durable.SyncDirectory(beside);
            Directory.Move(beside, path);               // fails when someone else was faster
            Durable.SyncDirectory(parent);
        }
        finally
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }

        static bool Taken(string candidate) => Directory.Exists(candidate) || File.Exists(candidate);
    }

    /// <summary>1. Asks for the source's HEAD. 2. Fetches branches and tags. 3. Points HEAD as the source does.</summary>
    private async Task<string?> CopyFromAsync(string source, CancellationToken cancellation)
    {
        if (source.Length == 0 || source.Contains('\0') || source.Contains('\n'))
            return "The source is neither a path nor a URL";

        var transports = new Dictionary<string, string> { ["GIT_ALLOW_PROTOCOL"] = "file:http:https" };
        var asking = Command("ls-remote", "--symref") with { Revisions = [source, "HEAD"], Environment = transports };
        var head = await GitProcess.ReadAsync(asking, cancellation);                                        // 1
        if (!head.Exit.Succeeded)
            return head.Exit.Reason;

        var fetching = Command(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "--update-head-ok") with
        {
            Revisions = [source, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"],
            Environment = transports,
            Settings = [new("fetch.fsckObjects", "false"), new("fetch.unpackLimit", "1")],
        };
        var fetched = await GitProcess.ReadAsync(fetching, cancellation);                                   // 2
        if (!fetched.Exit.Succeeded)
            return fetched.Exit.Reason;

        var target = head.Text.Split('\n')[0];                                                              // 3
        const string Symref = "ref: ";
        if (target.StartsWith(Symref, StringComparison.Ordinal)
            && RefName.TryParse(target[Symref.Length..].Split('\t')[0], out var name) && BranchName.TryFrom(name, out var branch))
            await SetHeadAsync(branch, cancellation);
        return null;
    }
}
