using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.Commits;

/// <summary>Finds the commit that a path names, in its repository. A commit need not be on a branch any more.</summary>
internal sealed class CommitFinder(RepositoryStore repositories, DataDirectory directory, CatFilePool readers)
{
    /// <summary>The repository and the commit's full hash; or a refusal.</summary>
    public async Task<(Repository? Repository, ObjectId Id, ApiError? Refusal)> FindAsync(
        RepositoryPath path, string commit, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (null, default, ApiError.RepositoryNotFound());

        var git = Open(repository);
        var found = git.Exists() ? await git.ResolveCommitAsync(commit, cancellation) : CommitResolution.Missing;
        return found.Match switch
        {
            CommitMatch.Found => (repository, found.Id, null),
            CommitMatch.Ambiguous => (null, default, ApiError.BadRequest($"Several commits begin with '{commit}'; give more digits of the hash.")),
            _ => (null, default, ApiError.NotFound("Changeset not found.")),
        };
    }

    /// <summary>The commit itself; null when it is too large to be one.</summary>
    public Task<Commit?> ReadAsync(Repository repository, ObjectId id, CancellationToken cancellation) =>
        readers.Of(Open(repository)).ReadCommitAsync(id, cancellation);

    private GitRepository Open(Repository repository) => new(directory.RepositoryPath(repository.Id));
}
