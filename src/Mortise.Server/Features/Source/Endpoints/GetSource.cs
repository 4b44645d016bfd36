using System.Globalization;
using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/src/{commit}/{path}: a file's bytes, a directory's page, or what is known of either.</summary>
internal static class GetSource
{
    /// <summary>D-84: the bytes named by a full hash never change, and everyone may have them. Pages and objects depend on the caller as well.</summary>
    private const string Forever = "public, max-age=31536000, immutable";

    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, string? format, string? max_depth, Caller caller,
        SourceFinder finder, SourceViews views, RenderedFile rendered, SourceDeadline deadline, StreamGate streams, HttpContext context)
    {
        if (format is not (null or "" or "meta" or "rendered"))
            return ApiError.InvalidField("format", $"The format is meta or rendered; the request says '{format}'.");

        if (!TryDepth(max_depth, out var depth))
            return ApiError.InvalidField("max_depth", $"This is a whole number from 1; the request says '{max_depth}'.");

        if (!SourcePosition.TryRead(context, out var position, out var problem))
            return problem!;

        return await deadline.RunAsync(context, async cancellation =>
        {
            var (target, refusal) = await finder.FindAsync(path, SourceAddress.Of(context), position.Commit, caller, cancellation);
            if (target is null)
                return refusal!;

            return (format, target.Entry.IsDirectory) switch
            {
                ("meta", _) => await views.MetaAsync(target, context, cancellation),
                ("rendered", _) => await rendered.RenderAsync(target, cancellation),
                (_, true) => await views.PageAsync(target, depth, position, context, cancellation),
                _ => await FileAsync(target, finder, streams, context, cancellation),
            };
        });
    }

    private static async Task<IResult> FileAsync(SourceTarget target, SourceFinder finder, StreamGate streams, HttpContext context, CancellationToken cancellation)
    {
        ObjectInfo? blob = null;
        if (target.Entry.Kind != TreeEntryKind.Submodule)
        {
            blob = await finder.Reader(target.Git).InfoAsync(target.Entry.Id, cancellation);
            if (blob is not { Type: ObjectType.Blob })
                return SourceFinder.NoFile(target.Entry.Path);
        }

        if (target is { IsPinned: true, Repository.IsPrivate: false })
            context.Response.Headers.CacheControl = Forever;

        return new FileAnswer(target, blob, streams);
    }

    private static bool TryDepth(string? text, out int depth)
    {
        depth = 1;
        return string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out depth) && depth >= 1);
    }
}
