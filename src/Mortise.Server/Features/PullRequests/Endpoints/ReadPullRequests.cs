using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of one pull request, and of the lists: of a repository, of a commit, and of an author in one workspace or in all.</summary>
internal static class ReadPullRequests
{
    public static async Task<IResult> OneAsync(
        [AsParameters] PullRequestPath path, Caller caller, PullRequestFinder finder, PullRequestAnswers answers, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        return found is null ? refusal! : await answers.OneAsync(found, caller, context);
    }

    public static async Task<IResult> OfRepositoryAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, PullRequestStore store, PullRequestAnswers answers, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        return StatesOf(context, out var states) is { } wrong
            ? wrong
            : await PageAsync(store, answers, new PullRequestFilter(states, RepositoryId: repository.Id), repository, caller, context);
    }

    public static async Task<IResult> OfCommitAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, PullRequestGit disk, PullRequestStore store, PullRequestAnswers answers,
        GitDeadline deadline, HttpContext context)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        return await deadline.RunAsync(context, async cancellation =>
        {
            var filter = new PullRequestFilter([], RepositoryId: repository.Id)
            {
                Hashes = [id.ToString()],
                Numbers = await disk.ListWithAsync(repository.Id, id, await store.ListEndpointsAsync(repository.Id, cancellation), cancellation),
            };
            return await PageAsync(store, answers, filter, repository, caller, context);
        });
    }

    public static async Task<IResult> OfAuthorAsync(
        string selected_user, Caller caller, UserStore users, PullRequestStore store, PullRequestAnswers answers, HttpContext context)
    {
        if (await users.FindAsync(selected_user, context.RequestAborted) is not { } author)
            return NoUser(selected_user);

        return StatesOf(context, out var states) is { } wrong
            ? wrong
            : await PageAsync(store, answers, new PullRequestFilter(states, AuthorId: author.Id), null, caller, context);
    }

    public static async Task<IResult> OfAuthorInWorkspaceAsync(
        string workspace, string selected_user, Caller caller, WorkspaceStore workspaces, UserStore users, PullRequestStore store, PullRequestAnswers answers, HttpContext context)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, context.RequestAborted) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        if (await users.FindAsync(selected_user, context.RequestAborted) is not { } author)
            return NoUser(selected_user);

        return StatesOf(context, out var states) is { } wrong
            ? wrong
            : await PageAsync(store, answers, new PullRequestFilter(states, WorkspaceId: found.Id, AuthorId: author.Id), null, caller, context);
    }

    private static async Task<IResult> PageAsync(
        PullRequestStore store, PullRequestAnswers answers, PullRequestFilter filter, Repository? repository, Caller caller, HttpContext context)
    {
        var slice = await store.ListAsync(filter, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(slice, repository, caller, context);
    }

    /// <summary>The states asked for; without <c>state</c> open ones, and all of them where <c>q</c> chooses (rest.md 11.4, D-70).</summary>
    private static ApiError? StatesOf(HttpContext context, out IReadOnlyList<string> states)
    {
        var asked = context.Request.Query["state"].SelectMany(text => (text ?? "").Split(',')).Select(text => text.ToUpperInvariant()).ToArray();
        states = asked.Length > 0 ? [.. asked.Distinct(StringComparer.Ordinal)] : context.Api().Query.HasFilter ? [] : [PullRequest.Open];
        return asked.FirstOrDefault(state => !PullRequest.States.Contains(state, StringComparer.Ordinal)) is { } unknown
            ? ApiError.InvalidField("state", $"'{unknown}' is no state; it is one of {string.Join(", ", PullRequest.States)}.")
            : null;
    }

    private static ApiError NoUser(string name) => ApiError.NotFound($"There is no user '{name}'.");
}
