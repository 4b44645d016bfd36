using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Refs;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Passes over the packs until one finds all of them; each pass loses only to a repack that ended meanwhile.</summary>
    private const int MaxPasses = 10;

    /// <summary>Makes a bare repository with this one's branches and tags, in little time and space: objects are shared as hard links, never as alternates.</summary>
    /// <remarks>
    /// What shares a link outlives either repository: files of objects are never changed, only replaced. Pushes, fetches and upkeep of this
    /// repository may go on meanwhile: 1. the references are read, 2. then loose objects are linked, then packs, so that an object that is being packed is
    /// met in one place or the other, 3. then the references are written.
    /// </remarks>
    /// <param name="path">As for <see cref="InitAsync"/>.</param>
    /// <param name="defaultBranch">Where HEAD points.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    public Task ForkAsync(string path, BranchName defaultBranch, CancellationToken cancellation = default) =>
        BuildBesideAsync(path, async beside =>
        {
            await MakeEmptyAsync(beside, defaultBranch, cancellation);
            var references = (await ListRefIdsAsync(cancellation)).Where(entry => entry.Key.IsBranch || entry.Key.IsTag)
                .OrderBy(entry => entry.Key).ToArray();                                                     // 1
            await Task.Run(() => LinkObjects(System.IO.Path.Combine(beside, "objects"), cancellation), cancellation);   // 2
            var packed = new StringBuilder("# pack-refs with: sorted \n");                                  // 3
            foreach (var (name, id) in references)
                packed.Append($"{id} {name}\n");
            await File.WriteAllTextAsync(System.IO.Path.Combine(beside, "packed-refs"), packed.ToString(), new UTF8Encoding(false), cancellation);
            return true;
        });

    private void LinkObjects(string target, CancellationToken cancellation)
    {
        var source = System.IO.Path.Combine(Path, "objects");

        // Before the commits that it names, so that none of them is missing.
        LinkFiles(System.IO.Path.Combine(source, "info"), System.IO.Path.Combine(target, "info"), static name => name == "commit-graph", cancellation);
        foreach (var folder in Directory.EnumerateDirectories(source).Where(folder => System.IO.Path.GetFileName(folder) is { Length: 2 } name && name.All(char.IsAsciiHexDigit)))
            LinkFiles(folder, System.IO.Path.Combine(target, System.IO.Path.GetFileName(folder)), static name => name.Length == 38, cancellation);

        for (var pass = 1; !LinkFiles(System.IO.Path.Combine(source, "pack"), System.IO.Path.Combine(target, "pack"), IsOfPack, cancellation); pass++)
        {
            if (pass == MaxPasses)
                throw new GitException($"{Path} is repacked faster than its packs can be listed");
        }
    }

    /// <summary>The index makes a pack known, so it comes last; a bitmap and a reverse index belong to their pack.</summary>
    private static bool IsOfPack(string name) =>
        name.StartsWith("pack-", StringComparison.Ordinal) && System.IO.Path.GetExtension(name) is ".pack" or ".idx" or ".rev" or ".bitmap" or ".mtimes";

    /// <summary>False: a file vanished while it was listed. Files that are linked already stay.</summary>
    private static bool LinkFiles(string source, string target, Func<string, bool> isWanted, CancellationToken cancellation)
    {
        if (!Directory.Exists(source))
            return true;

        Directory.CreateDirectory(target);
        var all = true;
        var names = Directory.EnumerateFiles(source).Select(file => System.IO.Path.GetFileName(file)).Where(isWanted)
            .OrderBy(name => System.IO.Path.GetExtension(name) == ".idx").ToList();
        foreach (var name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            var link = System.IO.Path.Combine(target, name);
            all &= File.Exists(link) || HardLink.TryMake(System.IO.Path.Combine(source, name), link);
        }

        return all;
    }
}
