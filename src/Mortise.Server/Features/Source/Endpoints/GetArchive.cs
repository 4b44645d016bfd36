using System.Text;
using Microsoft.Net.Http.Headers;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Endpoints;

/// <summary>GET /{workspace}/{repo_slug}/get/{revision}.zip, .tar.gz or .tar.bz2: the files of a commit, for whoever may fetch the repository.</summary>
internal static class GetArchive
{
    private const string Forever = "public, max-age=31536000, immutable";

    public static async Task<IResult> HandleAsync([AsParameters] RepositoryPath path, string name, Caller caller, GitRequest requests, CommitFinder commits, StreamGate streams, HttpContext context)
    {
        var (target, refusal) = await requests.FindAsync(path, caller, RepositoryPermission.Read, context.RequestAborted);
        if (target is null)
            return refusal!;

        if (!Archives.TryParse(CommitFinder.Spelled(name), out var revision, out var form))
            return ApiError.NotFound("An archive is asked for as a revision with .zip or .tar.gz after it; .tar.bz2 where this machine has the program bzip2.");

        var (id, problem) = await commits.ResolveAsync(target.Git, revision, context.RequestAborted);
        if (problem is not null)
            return problem;

        var response = context.Response;
        var directory = $"{target.Repository.FullName.Replace('/', '-')}-{id.ToString()[..12]}";
        var tag = EntityTag.Of(Encoding.ASCII.GetBytes($"{directory} {id} {form.Format}"));
        response.Headers.ETag = tag;
        response.Headers.CacheControl = revision == id.ToString() && !target.Repository.IsPrivate ? Forever : response.Headers.CacheControl;
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && EntityTag.IsNamedBy(known, tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var isHead = HttpMethods.IsHead(context.Api().OriginalMethod);
        using var place = isHead ? null : await streams.EnterAsync(context);
        if (!isHead && place is null)
            return streams.Refuse(context);

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(directory + form.Extension);
        response.Headers.ContentDisposition = disposition.ToString();
        response.ContentType = form.MediaType;
        if (isHead)
            return Results.Empty;

        var exit = await target.Git.ArchiveAsync(id, form.Format, directory + "/", response.Body, context.RequestAborted);
        exit.Require("archive");
        return Results.Empty;
    }
}
