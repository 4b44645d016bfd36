using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>Who settles what others have raised (docs/decisions/0025-talk-on-pull-requests.md).</summary>
internal static class TalkRules
{
    /// <summary>Whoever holds something on the repository, the author of the pull request, and who raised it: that the repository is public is not enough.</summary>
    public static ApiError? MaySettle(FoundPullRequest found, Guid raisedBy, Caller caller)
    {
        var account = ActingAccount.Of(caller);
        return found.Repository.Granted >= RepositoryPermission.Read || account == raisedBy || account == found.PullRequest.AuthorId
            ? null
            : ApiError.Forbidden("Threads and tasks are settled by those who were given access to the repository.");
    }
}
