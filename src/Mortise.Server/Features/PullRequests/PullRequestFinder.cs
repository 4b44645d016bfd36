using System.Globalization;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests;

/// <summary>A pull request with the repository it would change, as one caller sees it.</summary>
internal sealed record FoundPullRequest(PullRequest PullRequest, Repository Repository);

/// <summary>Finds the pull request that a path names; whoever sees its repository sees it.</summary>
internal sealed class PullRequestFinder(RepositoryStore repositories, PullRequestStore pullRequests)
{
    /// <summary>Exactly one of the two is set.</summary>
    public async Task<(FoundPullRequest? Found, ApiError? Refusal)> FindAsync(
        RepositoryPath path, string number, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (null, ApiError.RepositoryNotFound());

        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            && await pullRequests.FindAsync(repository.WorkspaceId, repository.Id, parsed, cancellation) is { } found
                ? (new FoundPullRequest(found, repository), null)
                : (null, ApiError.NotFound($"The repository {repository.FullName} has no pull request {number}."));
    }

    public Task<(FoundPullRequest? Found, ApiError? Refusal)> FindAsync(PullRequestPath path, Caller caller, CancellationToken cancellation) =>
        FindAsync(path.Repository, path.Pull_Request_Id, caller, cancellation);

    /// <summary>As whom the caller writes (<see cref="ActingAccount"/>); routes that write take no anonymous callers.</summary>
    public static Guid ActorOf(Caller caller) => ActingAccount.Of(caller) ?? Guid.Empty;
}
