using Mortise.Git;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Endpoints;

/// <summary>GET and POST /2.0/repositories/{workspace}/{repo_slug}/commits and …/commits/{revision}</summary>
internal sealed class ListCommits(RepositoryStore repositories, CommitFinder commits, CommitPages pages)
{
    public static Task<IResult> OfAllAsync([AsParameters] RepositoryPath path, Caller caller, ListCommits list, HttpContext context) =>
        list.AnswerAsync(path, null, caller, context);

    public static Task<IResult> OfRevisionAsync(
        [AsParameters] RepositoryPath path, string? revision, Caller caller, ListCommits list, HttpContext context) =>
        list.AnswerAsync(path, revision?.Trim('/') is { Length: > 0 } named ? named : null, caller, context);

    private async Task<IResult> AnswerAsync(RepositoryPath path, string? revision, Caller caller, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var (filters, problem) = await CommitFilters.ReadAsync(context);
        if (filters is null)
            return problem!;

        var git = commits.Open(repository);
        return await pages.AnswerAsync(repository, git, filters.Path, () => BeginAsync(git, revision, filters, context.RequestAborted), context);
    }

    /// <summary>Without anything to include, all branches and tags are.</summary>
    private async Task<(CommitWalk? Walk, ApiError? Refusal)> BeginAsync(GitRepository git, string? revision, CommitFilters filters, CancellationToken cancellation)
    {
        string[] names = [.. revision is null ? [] : (string[])[revision], .. filters.Include];
        var (include, unknown) = await ResolveAsync(git, names, cancellation);
        var (exclude, alsoUnknown) = await ResolveAsync(git, filters.Exclude, cancellation);
        if ((unknown ?? alsoUnknown) is { } refusal)
            return (null, refusal);

        return (new CommitWalk(names.Length > 0 ? include : git.Exists() ? await git.ListTipsAsync(cancellation) : [], exclude), null);
    }

    private async Task<(IReadOnlyList<ObjectId> Ids, ApiError? Refusal)> ResolveAsync(GitRepository git, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var ids = new List<ObjectId>(names.Count);
        foreach (var name in names)
        {
            var (id, refusal) = await commits.ResolveAsync(git, name, cancellation);
            if (refusal is not null)
                return ([], refusal);

            ids.Add(id);
        }

        return (ids, null);
    }
}
