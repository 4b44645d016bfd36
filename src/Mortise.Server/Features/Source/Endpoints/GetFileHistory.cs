using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/filehistory/{commit}/{path}: the commits that changed a file, newest first.</summary>
internal static class GetFileHistory
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, SourceFinder finder, FileHistory history, SourceDeadline deadline, HttpContext context)
    {
        var follows = true;
        if (context.Request.Query.ContainsKey("renames") && !QueryFlag.TryRead(context, "renames", out follows, out var wrong))
            return wrong;

        if (!SourcePosition.TryRead(context, out var position, out var problem))
            return problem!;

        return await deadline.RunAsync(context, async cancellation =>
        {
            var (target, refusal) = await finder.FindAsync(path, SourceAddress.Of(context), position.Commit, caller, cancellation);
            return target is null ? refusal! : target.Entry.IsDirectory
                ? ApiError.BadRequest("This is a directory", "Only files have a history here; the commits of a directory are /commits?path=….")
                : await history.PageAsync(target, follows, position, context, cancellation);
        });
    }
}
