using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Platform.Properties;

/// <summary>What a property is kept on: a repository, a commit or a pull request of one, or a user.</summary>
/// <param name="WorkspaceId">Of the repository; a user's own id for a user, whose properties stand in no team's workspace.</param>
/// <param name="Kind">As the table keeps it.</param>
/// <param name="Id">As the table keeps it: the repository, <c>repository/hash</c>, <c>repository/number</c>, the user.</param>
internal readonly record struct PropertyHost(Guid WorkspaceId, string Kind, string Id)
{
    public const string RepositoryKind = "repository";
    public const string CommitKind = "commit";
    public const string UserKind = "user";
    public const string PullRequestKind = "pullrequest";

    public static PropertyHost OfRepository(Guid workspace, Guid repository) => new(workspace, RepositoryKind, repository.ToString("D"));

    /// <param name="hash">All 40 digits, lower case.</param>
    public static PropertyHost OfCommit(Guid workspace, Guid repository, string hash) => new(workspace, CommitKind, $"{repository:D}/{hash}");

    public static PropertyHost OfPullRequest(Guid workspace, Guid repository, long number) => new(workspace, PullRequestKind, $"{repository:D}/{number}");

    public static PropertyHost OfUser(Guid user) => new(user, UserKind, user.ToString("D"));

    /// <summary>False of a subject outside the repositories that a token is limited to.</summary>
    public bool IsWithin(AccessSubject access)
    {
        if (access.Repositories is not { } repositories)
            return true;

        return Kind != UserKind && Guid.TryParse(Id.AsSpan(0, 36), out var repository) && repositories.Contains(repository);
    }
}
