using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>The commits that changed a file as a page: read from git no further than the page needs.</summary>
internal sealed class FileHistory(SourceFinder finder, SourceViews views, BlobInspector blobs, PublicAddress address)
{
    public async Task<IResult> PageAsync(SourceTarget target, bool followsRenames, SourcePosition position, HttpContext context, CancellationToken cancellation)
    {
        var (changes, hasMore) = await ReadAsync(target, followsRenames, position, cancellation);
        var commits = await finder.Reader(target.Git).ReadCommitsAsync([.. changes.Select(change => change.Commit)], cancellation);
        var facts = await blobs.ReadAsync(target.Git, changes.Where(HasBlob).Select(change => change.Blob), withContent: true, cancellation);
        var entries = changes
            .Select((change, at) => new SourceEntry(
                target.Repository, change.Commit, commits[at], change.Path, change.Kind ?? TreeEntryKind.File, facts.GetValueOrDefault(change.Blob)))
            .ToArray();
        return views.Page(new SourcePage(entries, position, Size: null, hasMore ? Next(target, position, context) : null));
    }

    private static async Task<(IReadOnlyList<PathChange> Changes, bool HasMore)> ReadAsync(
        SourceTarget target, bool followsRenames, SourcePosition position, CancellationToken cancellation)
    {
        var changes = new List<PathChange>();
        var passed = 0;
        await foreach (var change in PathHistory.ReadAsync(target.Git, target.Commit.Id, target.Entry.Path, followsRenames, cancellation))
        {
            if (passed++ < position.Offset)
                continue;

            if (changes.Count == position.PageLen)
                return (changes, true);

            changes.Add(change);
        }

        return (changes, false);
    }

    private static bool HasBlob(PathChange change) => change.Kind is TreeEntryKind.File or TreeEntryKind.Executable or TreeEntryKind.Link;

    private string Next(SourceTarget target, SourcePosition position, HttpContext context) =>
        $"{address.Api}/repositories/{target.Repository.FullName}/filehistory/{target.Commit.Id}/{target.Entry.Path.UrlPath}?"
        + PageLinks.Replace(context.Request.QueryString.Value ?? "", "page", position.NextToken(target.Commit.Id));
}
