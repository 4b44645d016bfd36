using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of …/default-reviewers and …/effective-default-reviewers, and GET, PUT and DELETE of …/default-reviewers/{target_username}</summary>
internal sealed class RepositoryDefaultReviewers(
    RepositoryStore repositories, UserStore users, AccountStore accounts, DefaultReviewerStore reviewers, DefaultReviewerJson json, AccountJson accountJson,
    PageAnswers pages)
{
    public static Task<IResult> ListAsync([AsParameters] RepositoryPath path, Caller caller, RepositoryDefaultReviewers on, HttpContext context) =>
        on.ListAsync(path, caller, context);

    public static Task<IResult> EffectiveAsync([AsParameters] RepositoryPath path, Caller caller, RepositoryDefaultReviewers on, HttpContext context) =>
        on.EffectiveAsync(path, caller, context);

    public static Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string target_username, Caller caller, RepositoryDefaultReviewers on, CancellationToken cancellation) =>
        on.AnswerAsync(path, target_username, caller, RepositoryPermission.Read, on.GetAsync, cancellation);

    public static Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string target_username, Caller caller, RepositoryDefaultReviewers on, CancellationToken cancellation) =>
        on.AnswerAsync(path, target_username, caller, RepositoryPermission.Admin, on.PutAsync, cancellation);

    public static Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string target_username, Caller caller, RepositoryDefaultReviewers on, CancellationToken cancellation) =>
        on.AnswerAsync(path, target_username, caller, RepositoryPermission.Admin, on.DeleteAsync, cancellation);

    private async Task<IResult> ListAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var slice = await reviewers.ListAsync(HostOf(repository), context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return pages.Of(context, slice.Select(reviewer => (Account)reviewer), accountJson.Write);
    }

    private async Task<IResult> EffectiveAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var slice = await reviewers.ListEffectiveAsync(HostOf(repository), context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return pages.Of(context, slice, json.Write);
    }

    private async Task<IResult> GetAsync(Repository repository, User user, CancellationToken cancellation) =>
        await reviewers.HasAsync(HostOf(repository), user.Id, cancellation) ? ApiAnswer.Ok(Account.Of(user), accountJson.Write) : NotOne(user);

    private async Task<IResult> PutAsync(Repository repository, User user, CancellationToken cancellation)
    {
        var person = new Caller.Visitor(user.Id, user.Username, user.DisplayName);
        if (await repositories.FindVisibleAsync(repository.Id, person, cancellation) is null)
            return ApiError.BadRequest($"{user.DisplayName} has no access to the repository, and cannot review there.");

        return await reviewers.AddAsync(HostOf(repository), user.Id, cancellation) is { } tooMany ? tooMany : ApiAnswer.Ok(Account.Of(user), accountJson.Write);
    }

    private async Task<IResult> DeleteAsync(Repository repository, User user, CancellationToken cancellation) =>
        await reviewers.RemoveAsync(HostOf(repository), user.Id, cancellation) ? TypedResults.NoContent() : NotOne(user);

    private async Task<IResult> AnswerAsync(
        RepositoryPath path, string target, Caller caller, RepositoryPermission needed, Func<Repository, User, CancellationToken, Task<IResult>> answer,
        CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return ApiError.RepositoryNotFound();

        if (!repository.Allows(needed))
            return ApiError.Forbidden("Only administrators of the repository change its default reviewers.");

        if (await users.FindAsync(target, cancellation) is { } user)
            return await answer(repository, user, cancellation);

        return Identifier.TryParseBraced(target, out var id) && await accounts.FindAsync(id, cancellation) is { IsTeam: true }
            ? ApiError.BadRequest("A team cannot be a default reviewer.")
            : ApiError.NotFound($"No user '{target}'.");
    }

    private static ReviewedHost HostOf(Repository repository) => new(repository.WorkspaceId, repository.Project.Id, repository.Id);

    private static ApiError NotOne(User user) => ApiError.NotFound($"{user.DisplayName} is not a default reviewer of the repository.");
}
