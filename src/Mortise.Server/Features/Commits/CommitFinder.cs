using System.Text.Json.Nodes;
using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.Commits;

/// <summary>Finds the commit that a path names, in its repository. It need not be on a branch any more.</summary>
internal sealed class CommitFinder(RepositoryStore repositories, DataDirectory directory, CatFilePool readers)
{
    /// <summary>The repository and the commit's full hash, by a hash or the beginning of one; or a refusal. What hangs on a commit hangs on its hash.</summary>
    public Task<(Repository? Repository, ObjectId Id, ApiError? Refusal)> FindAsync(
        RepositoryPath path, string commit, Caller caller, CancellationToken cancellation) => FindAsync(path, commit, byName: false, caller, cancellation);

    /// <summary>As the other, by branch and tag as well.</summary>
    public Task<(Repository? Repository, ObjectId Id, ApiError? Refusal)> FindByNameAsync(
        RepositoryPath path, string revision, Caller caller, CancellationToken cancellation) => FindAsync(path, revision, byName: true, caller, cancellation);

    /// <summary>The full hash of what a revision names: hash, beginning of one, branch or tag; or 404, or 400 for the beginning of several hashes.</summary>
    /// <param name="revision">As a path has it: slashes of a branch may stand as <c>%2F</c>.</param>
    public async Task<(ObjectId Id, ApiError? Refusal)> ResolveAsync(GitRepository git, string revision, CancellationToken cancellation)
    {
        revision = Spelled(revision);
        var found = git.Exists() ? await readers.Of(git).ResolveAsync(git, revision, cancellation) : CommitResolution.Missing;
        return Judge(found, revision);
    }

    /// <summary>The commit itself; null when it is too large to be one.</summary>
    public Task<Commit?> ReadAsync(Repository repository, ObjectId id, CancellationToken cancellation) =>
        readers.Of(Open(repository)).ReadCommitAsync(id, cancellation);

    public GitRepository Open(Repository repository) => new(directory.RepositoryPath(repository.Id));

    /// <summary>The server leaves <c>%2F</c> in paths as it came, since a slash would end the segment.</summary>
    public static string Spelled(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private async Task<(Repository? Repository, ObjectId Id, ApiError? Refusal)> FindAsync(
        RepositoryPath path, string commit, bool byName, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (null, default, ApiError.RepositoryNotFound());

        var git = Open(repository);
        var isHash = ObjectId.TryParse(commit, out _);
        var (id, refusal) = byName || isHash || !git.Exists()
            ? await ResolveAsync(git, commit, cancellation)
            : Judge(await git.ResolveCommitAsync(commit, cancellation), commit);
        return refusal is null ? (repository, id, null) : (null, default, refusal);
    }

    private static (ObjectId Id, ApiError? Refusal) Judge(CommitResolution found, string revision) => found.Match switch
    {
        CommitMatch.Found => (found.Id, null),
        CommitMatch.Ambiguous => (default, ApiError.BadRequest($"Several commits begin with '{revision}'; give more digits of the hash.")),
        _ => (default, Missing(revision)),
    };

    private static ApiError Missing(string revision) => ApiError.NotFound("Changeset not found.", new JsonObject { ["shas"] = new JsonArray(revision) });
}
