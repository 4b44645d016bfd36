using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>Who may say something, and change a comment of another (rest.md 16.6).</summary>
internal static class CommentRules
{
    /// <summary>People, wherever they see; an access token and an app only in what they are bound to: that a repository is public does not let them in.</summary>
    public static ApiError? MaySpeak(Repository repository, Caller caller) =>
        repository.Granted == RepositoryPermission.None && caller is Caller.ResourceToken or Caller.App or Caller.SwappedApp
            ? ApiError.Forbidden($"Access tokens and apps write only where they were given access, and {repository.FullName} is not among it.")
            : null;

    /// <summary>Its author alone, while it is not deleted.</summary>
    public static ApiError? MayEdit(Comment stored, Caller caller)
    {
        if (ActingAccount.Of(caller) != stored.AccountId)
            return ApiError.Forbidden("Only its author changes a comment.");

        return stored.IsDeleted ? ApiError.BadRequest("The comment is deleted.") : null;
    }

    /// <summary>Its author, and an administrator of the repository.</summary>
    public static ApiError? MayDelete(Comment stored, Repository repository, Caller caller) =>
        ActingAccount.Of(caller) == stored.AccountId || repository.Allows(RepositoryPermission.Admin)
            ? null
            : ApiError.Forbidden("Only its author and administrators of the repository delete a comment.");
}
