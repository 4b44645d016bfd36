using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Endpoints;

/// <summary>POST and DELETE of …/commit/{commit}/approve: for those who hold something on the repository; that it is public is not enough (rest.md 20.2).</summary>
internal static class CommitApproval
{
    public static async Task<IResult> PostAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, CommitParticipantStore store, CommitParticipants participants,
        ParticipantJson json, CancellationToken cancellation)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        if (repository is null || (refusal = MayApprove(repository)) is not null)
            return refusal!;

        var row = await store.ApproveAsync(repository, id.ToString(), ActingAccount.Of(caller)!.Value, cancellation);
        return ApiAnswer.Ok((await participants.ViewsAsync([row], cancellation))[0], json.Write);
    }

    /// <summary>204, also when there was nothing to take back.</summary>
    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, CommitParticipantStore store, CancellationToken cancellation)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        if (repository is null || (refusal = MayApprove(repository)) is not null)
            return refusal!;

        await store.WithdrawAsync(repository, id.ToString(), ActingAccount.Of(caller)!.Value, cancellation);
        return TypedResults.NoContent();
    }

    private static ApiError? MayApprove(Repository repository) =>
        repository.Granted >= RepositoryPermission.Read ? null : ApiError.Forbidden("Commits are approved by those who were given access to the repository.");
}
