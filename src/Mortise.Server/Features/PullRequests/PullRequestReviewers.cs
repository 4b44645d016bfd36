using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Finds the people a body asks to review: each exists, sees the repository, and is not the author.</summary>
internal sealed class PullRequestReviewers(UserStore users, RepositoryStore repositories)
{
    /// <param name="named">Few: the body's bound.</param>
    public async Task<(IReadOnlyList<Guid> Reviewers, ApiError? Refusal)> FindAsync(
        IReadOnlyList<string> named, Guid author, Repository repository, CancellationToken cancellation)
    {
        var found = new List<Guid>();
        foreach (var name in named)
        {
            if (await users.FindAsync(name, cancellation) is not { } user)
                return ([], ApiError.InvalidField("reviewers", $"There is no user '{name}'."));

            if (user.Id == author)
                return ([], ApiError.InvalidField("reviewers", $"{user.DisplayName} is the author and cannot be included as a reviewer."));

            if (await repositories.FindVisibleAsync(repository.Id, new Caller.Visitor(user.Id, user.Username, user.DisplayName), cancellation) is null)
                return ([], ApiError.InvalidField("reviewers", $"{user.DisplayName} does not have access to the repository {repository.FullName}."));

            found.Add(user.Id);
        }

        return ([.. found.Distinct()], null);
    }
}
