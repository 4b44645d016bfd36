using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.Source;

/// <summary>A file or directory found at a revision.</summary>
/// <param name="Repository">As the caller sees it.</param>
/// <param name="Git">On disk.</param>
/// <param name="Trees">What has been read of its trees in this request.</param>
/// <param name="Commit">The commit that the revision stands for.</param>
/// <param name="IsPinned">Whether the address names the commit by its full hash, so that its answer never changes.</param>
/// <param name="Entry">What is at the path.</param>
internal sealed record SourceTarget(Repository Repository, GitRepository Git, TreeReader Trees, Commit Commit, bool IsPinned, TreeEntry Entry);

/// <summary>Reads the revision and the path of an address, and finds both in the repository.</summary>
/// <remarks>
/// A full hash is that commit. Then the longest name of a branch, or of a tag, that the address begins with: a branch may have slashes in it, and
/// nothing parts it from the path. Then an abbreviated hash, and <c>HEAD</c>. Source: rest.md 7 and 20.4.
/// </remarks>
internal sealed class SourceFinder(RepositoryStore repositories, DataDirectory directory, CatFilePool readers)
{
    /// <summary>Names of a branch that are tried; more slashes than that has none.</summary>
    private const int MaxNames = 32;

    /// <summary>Exactly one of the two is set.</summary>
    /// <param name="pinned">The commit that counts, whatever the revision stands for by now; null: what it stands for.</param>
    public async Task<(SourceTarget? Target, ApiError? Refusal)> FindAsync(
        RepositoryPath path, SourceAddress address, ObjectId? pinned, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (null, ApiError.RepositoryNotFound());

        return await FindAsync(repository, address, pinned, cancellation);
    }

    /// <summary>As the other, in a repository that the caller sees.</summary>
    public async Task<(SourceTarget? Target, ApiError? Refusal)> FindAsync(Repository repository, SourceAddress address, ObjectId? pinned, CancellationToken cancellation)
    {
        var git = Open(repository);
        if (!git.Exists() || address.Names.Count == 0)
            return (null, NoCommit());

        var (id, taken, refusal) = await ResolveAsync(git, address, cancellation);
        if (refusal is not null)
            return (null, refusal);

        var reader = readers.Of(git);
        if (await reader.ReadCommitAsync(pinned ?? id, cancellation) is not { } commit)
            return (null, NoCommit());

        var trees = new TreeReader(reader);
        var wanted = address.PathAfter(taken);
        return await trees.FindAsync(commit.Tree, wanted, cancellation) is { } entry
            ? (new SourceTarget(repository, git, trees, commit, address.Text(1) == commit.Id.ToString(), entry), null)
            : (null, NoFile(wanted));
    }

    public ObjectReader Reader(GitRepository git) => readers.Of(git);

    public GitRepository Open(Repository repository) => new(directory.RepositoryPath(repository.Id));

    public static ApiError NoCommit() => ApiError.NotFound("Changeset not found.");

    public static ApiError NoFile(GitPath path) => ApiError.NotFound($"No such file or directory: {path.Text}");

    private async Task<(ObjectId Id, int Taken, ApiError? Refusal)> ResolveAsync(GitRepository git, SourceAddress address, CancellationToken cancellation)
    {
        var first = address.Text(1);
        if (ObjectId.TryParse(first, out var full))
            return (full, 1, null);

        if (await readers.Of(git).FindLongestAsync([.. Enumerable.Range(1, Math.Min(address.Names.Count, MaxNames)).Select(address.Text)], cancellation) is { } found)
            return (found.Commit, found.Candidate + 1, null);

        if (first == "HEAD" && await git.FindHeadAsync(cancellation) is { Commit: { } tip })
            return (tip, 1, null);

        var resolution = await git.ResolveCommitAsync(first, cancellation);
        return resolution.Match switch
        {
            CommitMatch.Found => (resolution.Id, 1, null),
            CommitMatch.Ambiguous => (default, 0, ApiError.BadRequest($"Several commits begin with '{first}'; give more digits of the hash.")),
            _ => (default, 0, NoCommit()),
        };
    }
}
