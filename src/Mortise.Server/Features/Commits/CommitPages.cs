using Mortise.Git;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits;

/// <summary>Answers pages of a commit log, on a route that declares its pages.</summary>
/// <remarks>
/// A page is one walk of git from where the page before ended, and one pipelined read of its commits: depth costs nothing. A page number without its
/// <c>ctx</c> is counted from the first commit.
/// </remarks>
internal sealed class CommitPages(CommitAnswers answers, CommitJson json, CommitPositionFiles positions, CatFilePool readers, PageAnswers pages, GitDeadline deadline)
{
    /// <summary>200 with the page that the request asks for, or a refusal of its <c>ctx</c> or <c>page</c>.</summary>
    /// <param name="repository">What the commits are shown in.</param>
    /// <param name="git">Its directory, or a view of it that sees the commits of another as well.</param>
    /// <param name="walk">The whole log.</param>
    public Task<IResult> AnswerAsync(Repository repository, GitRepository git, CommitWalk walk, HttpContext context) =>
        AnswerAsync(repository, git, walk.Path, () => Task.FromResult<(CommitWalk?, ApiError?)>((walk, null)), context);

    /// <param name="path">The log's path; null: none.</param>
    /// <param name="begin">Asked for the log where the request has no <c>ctx</c>, which knows all but the path; it may refuse.</param>
    /// <returns>The page; 555 where git needs too long for it.</returns>
    public Task<IResult> AnswerAsync(
        Repository repository, GitRepository git, string? path, Func<Task<(CommitWalk? Walk, ApiError? Refusal)>> begin, HttpContext context) =>
        deadline.RunAsync(context, cancellation => AnswerAsync(repository, git, path, begin, context, cancellation));

    private async Task<IResult> AnswerAsync(
        Repository repository, GitRepository git, string? path, Func<Task<(CommitWalk? Walk, ApiError? Refusal)>> begin, HttpContext context, CancellationToken cancellation)
    {
        var request = PageAnswers.Asked(context);
        var (walk, first, problem) = await StartAsync(git, begin, request.Page, context);
        if (problem is not null)
            return problem;

        var skip = (request.Page - (long)first) * request.PageLen;
        if (skip > CommitPosition.MostPassed)
            return ApiError.BadRequest("Invalid page", $"A page number without its ctx passes over at most {CommitPosition.MostPassed} commits; follow the links 'next'.");

        var page = await git.ReadLogAsync(walk! with { Path = path }, (int)skip, request.PageLen, cancellation);
        var commits = await readers.Of(git).ReadCommitsAsync(page.Ids, cancellation);
        var asked = context.Api().Fields.Root.Member("values");
        var views = await answers.ViewsAsync(repository, [.. commits.OfType<Commit>()], asked, cancellation);
        return pages.Onward(context, views, await NextAsync(git, page.Rest, request.Page + 1, cancellation), json.Write);
    }

    /// <summary>The walk, and the page that begins with it.</summary>
    private async Task<(CommitWalk? Walk, int First, ApiError? Problem)> StartAsync(
        GitRepository git, Func<Task<(CommitWalk? Walk, ApiError? Refusal)>> begin, int page, HttpContext context)
    {
        var query = context.Request.Query;
        if (query["ctx"].ToString() is not { Length: > 0 } text)
        {
            var (whole, refusal) = await begin();
            return (whole, 1, refusal);
        }

        if (await CommitPositionFiles.ReadAsync(git, text, context.RequestAborted) is not { } position || !await AreThereAsync(git, position, context.RequestAborted))
            return (null, 0, ApiError.BadRequest("Invalid ctx", "It comes from a link 'next' of this collection, which is good for a week, or until a thousand others were made; begin again without it."));

        // A ctx without a page number means the page that it was made for.
        var first = query.ContainsKey("page") ? position.Page : page;
        return page < first
            ? (null, 0, ApiError.BadRequest("Invalid page", $"This ctx begins at page {first}."))
            : (position.ToWalk(), first, null);
    }

    private async Task<bool> AreThereAsync(GitRepository git, CommitPosition position, CancellationToken cancellation) =>
        (await readers.Of(git).InfoAsync([.. position.Include, .. position.Exclude], cancellation)).All(info => info is { Type: ObjectType.Commit });

    private async Task<(string, string)[]?> NextAsync(GitRepository git, CommitWalk? rest, int page, CancellationToken cancellation) =>
        rest is null ? null : [("ctx", await positions.WriteAsync(git, CommitPosition.Of(page, rest), cancellation)), ("page", $"{page}")];
}
