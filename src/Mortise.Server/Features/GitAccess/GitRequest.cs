using System.IO.Compression;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Mortise.Git;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.GitAccess;

/// <summary>A repository found for a git request: its row and its directory.</summary>
internal sealed record GitTarget(Repository Repository, GitRepository Git);

/// <summary>What every git request begins with: the repository, the right to it, and streams with fitting limits of time.</summary>
internal sealed class GitRequest(RepositoryStore repositories, DataDirectory directory, TimeProvider clock)
{
    private const string Suffix = ".git";

    /// <summary>Exactly one of the two is set.</summary>
    /// <remarks>
    /// Without a credential every repository that is not public answers 401, absent ones too: git asks for a password then, and nothing is told.
    /// A slug from before a rename is served as well: not every client follows a redirect on all three addresses.
    /// </remarks>
    public async Task<(GitTarget? Target, ApiError? Refusal)> FindAsync(
        RepositoryPath path, Caller caller, RepositoryPermission needed, CancellationToken cancellation)
    {
        if (path.RepoSlug.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
            path = path with { Repo_Slug = path.RepoSlug[..^Suffix.Length] };

        var repository = await repositories.FindVisibleAsync(path, caller, cancellation) ?? await repositories.FindRenamedAsync(path, caller, cancellation);
        if (repository is null)
            return (null, caller.IsAnonymous ? ApiError.Unauthorized() : ApiError.RepositoryNotFound());

        if (!repository.Allows(needed))
            return (null, ApiError.Forbidden($"You may read {repository.FullName}, but not push to it."));

        var git = new GitRepository(directory.RepositoryPath(repository.Id));
        return git.Exists()
            ? (new GitTarget(repository, git), null)
            : (null, ApiError.Unavailable($"{repository.FullName} is being created or deleted. Try again in a moment."));
    }

    /// <summary>The body without its content coding, at most <paramref name="most"/> bytes of it; or a refusal.</summary>
    public static (Stream? Body, ApiError? Refusal) Body(HttpContext context, GitService service, long most)
    {
        var request = context.Request;
        if (request.ContentType != $"application/x-{service.Name}-request")
            return (null, ApiError.UnsupportedMediaType($"This address takes application/x-{service.Name}-request."));

        var coding = request.Headers.ContentEncoding.ToString();
        if (coding is "gzip" or "x-gzip")
            return (new BoundedStream(new GZipStream(request.Body, CompressionMode.Decompress), most), null);

        return coding.Length == 0 || coding == "identity"
            ? (new BoundedStream(request.Body, most), null)
            : (null, ApiError.UnsupportedMediaType($"The body has the content coding {coding}; this address takes gzip or none."));
    }

    /// <summary>Lets the body of a push come as slowly as it likes: git may compute for long between two parts of a pack.</summary>
    /// <remarks>Not for a fetch, whose request is short: anybody could hold a git of this host by never finishing one.</remarks>
    public static void WaitForBody(HttpContext context)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request)
            request.MinDataRate = null;
    }

    /// <summary>Announces the body, which no cache may keep; a slow line does not end the connection, a client that reads nothing does.</summary>
    public void Begin(HttpContext context, string contentType)
    {
        AttendedBody.Attend(context, clock);
        var response = context.Response;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, max-age=0, must-revalidate";
        response.Headers.Pragma = "no-cache";
        response.Headers.Expires = "Fri, 01 Jan 1980 00:00:00 GMT";
    }
}
