using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.Repositories;

/// <summary>The bare repositories on disk: made before their row, removed after it, so that no row is ever without its directory.</summary>
internal sealed class RepositoryDirectories(DataDirectory directory)
{
    private const string Gone = ".gone-";

    public string PathOf(Guid repository) => directory.RepositoryPath(repository);

    /// <summary>Makes an empty bare repository.</summary>
    public Task InitAsync(Guid repository, BranchName defaultBranch, CancellationToken cancellation) =>
        GitRepository.InitAsync(PathOf(repository), defaultBranch, cancellation);

    /// <summary>Bytes of all files of a repository.</summary>
    public Task<long> MeasureAsync(Guid repository, CancellationToken cancellation) => new GitRepository(PathOf(repository)).MeasureAsync(cancellation);

    /// <summary>Removes the directory if it is there: first out of sight under another name, then its files.</summary>
    public void Remove(Guid repository)
    {
        var path = PathOf(repository);
        if (!Directory.Exists(path))
            return;

        var gone = Path.Combine(Path.GetDirectoryName(path)!, $"{Gone}{repository:N}");
        try
        {
            Directory.Move(path, gone);
            Directory.Delete(gone, recursive: true);
        }
        catch (IOException)
        {
            // Someone is still writing there, or removes it as well; the sweep comes back to what is left.
        }
    }

    /// <summary>Ids of the repositories on disk that were last touched before <paramref name="before"/>.</summary>
    public IEnumerable<Guid> ListUntouchedSince(DateTimeOffset before) =>
        from shelf in new DirectoryInfo(directory.Repositories).EnumerateDirectories()
        from entry in shelf.EnumerateDirectories("*.git")
        where entry.LastWriteTimeUtc < before.UtcDateTime
        let id = Guid.TryParseExact(Path.GetFileNameWithoutExtension(entry.Name), "D", out var parsed) ? parsed : Guid.Empty
        where id != Guid.Empty
        select id;

    /// <summary>Removes what was being made or removed when a process ended, if nobody has touched it since <paramref name="before"/>.</summary>
    public void RemoveUnfinished(DateTimeOffset before)
    {
        foreach (var entry in new DirectoryInfo(directory.Repositories).EnumerateDirectories().SelectMany(shelf => shelf.EnumerateDirectories(".*")).ToList())
        {
            if (!entry.Name.StartsWith(Gone, StringComparison.Ordinal) && !(entry.Name.StartsWith(".new-", StringComparison.Ordinal) && entry.LastWriteTimeUtc < before.UtcDateTime))
                continue;

            try
            {
                entry.Delete(recursive: true);
            }
            catch (IOException)
            {
                // The next sweep tries again.
            }
        }
    }
}
