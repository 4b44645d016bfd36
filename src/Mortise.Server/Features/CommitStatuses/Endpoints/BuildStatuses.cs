using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.CommitStatuses.Endpoints;

/// <summary>GET of …/commit/{commit}/statuses and …/statuses/build/{key}, POST of …/statuses/build, PUT of …/statuses/build/{key}</summary>
/// <remarks>A status is kept under the full hash, however the commit was named. Differs: what a status says can let a merge pass, so that it takes write access.</remarks>
internal sealed class BuildStatuses(CommitFinder commits, CommitStatusStore statuses, CommitStatusJson json, PageAnswers pages)
{
    public static Task<IResult> ListAsync([AsParameters] RepositoryPath path, string commit, Caller caller, BuildStatuses handler, HttpContext context) =>
        handler.ListAsync(path, commit, caller, context);

    public static Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string commit, string key, Caller caller, BuildStatuses handler, HttpContext context) =>
        handler.GetAsync(path, commit, Unescaped(key), caller, context);

    public static Task<IResult> PostAsync([AsParameters] RepositoryPath path, string commit, Caller caller, BuildStatuses handler, HttpContext context) =>
        handler.PostAsync(path, commit, caller, context);

    public static Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string commit, string key, Caller caller, BuildStatuses handler, HttpContext context) =>
        handler.PutAsync(path, commit, Unescaped(key), caller, context);

    private async Task<IResult> ListAsync(RepositoryPath path, string commit, Caller caller, HttpContext context)
    {
        var (repository, hash, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        var refname = context.Request.Query["refname"].ToString() is { Length: > 0 } text ? text : null;
        var slice = await statuses.ListAsync(repository, hash.ToString(), refname, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return pages.Of(context, slice.Select(status => new CommitStatusJson.StatusView(status, repository)), json.Write);
    }

    private async Task<IResult> GetAsync(RepositoryPath path, string commit, string key, Caller caller, HttpContext context)
    {
        var (repository, hash, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        return await statuses.FindAsync(repository, hash.ToString(), key, context.RequestAborted) is { } status
            ? ApiAnswer.Ok(new CommitStatusJson.StatusView(status, repository), json.Write)
            : NotFound(key);
    }

    private async Task<IResult> PostAsync(RepositoryPath path, string commit, Caller caller, HttpContext context)
    {
        var (repository, hash, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null || (refusal = MayWrite(repository)) is not null)
            return refusal!;

        var (body, problem) = await StatusBody.ReadAsync(context, repository, key: null);
        if (body is null)
            return problem!;

        var (status, isNew) = await statuses.PutAsync(repository, body.ToStatus(hash.ToString()), context.RequestAborted);
        var view = new CommitStatusJson.StatusView(status, repository);
        return isNew ? ApiAnswer.Created(json.AddressOf(view), view, json.Write) : ApiAnswer.Ok(view, json.Write);
    }

    private async Task<IResult> PutAsync(RepositoryPath path, string commit, string key, Caller caller, HttpContext context)
    {
        var (repository, hash, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null || (refusal = MayWrite(repository)) is not null)
            return refusal!;

        if (await statuses.FindAsync(repository, hash.ToString(), key, context.RequestAborted) is null)
            return NotFound(key);

        var (body, problem) = await StatusBody.ReadAsync(context, repository, key);
        if (body is null)
            return problem!;

        return await statuses.UpdateAsync(repository, hash.ToString(), key, body.ApplyTo, context.RequestAborted) is { } changed
            ? ApiAnswer.Ok(new CommitStatusJson.StatusView(changed, repository), json.Write)
            : NotFound(key);
    }

    private static ApiError? MayWrite(Repository repository) =>
        repository.Allows(RepositoryPermission.Write) ? null : ApiError.Forbidden("Build statuses are written by those who have write access to the repository.");

    private static ApiError NotFound(string key) => ApiError.NotFound($"The commit has no build status with the key '{key}'.");

    /// <summary>A slash in a key is the one character that routing leaves encoded.</summary>
    private static string Unescaped(string key) => key.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
