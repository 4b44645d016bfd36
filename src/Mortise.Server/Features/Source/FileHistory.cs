using Mortise.Git.Trees;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>The commits that changed a file as a page: read from git no further than the page needs.</summary>
internal sealed class FileHistory(SourceFinder finder, SourceViews views, PublicAddress address)
{
    /// <summary>Changes that <c>sort</c> may go through; it must have seen all before it knows the first.</summary>
    public const int MostSorted = 10_000;

    /// <summary>Changes that are looked at together.</summary>
    private const int AtOnce = 100;

    public async Task<IResult> PageAsync(SourceTarget target, bool followsRenames, SourcePosition position, HttpContext context, CancellationToken cancellation)
    {
        var query = context.Api().Query;
        var needed = query.HasSort ? MostSorted + 1 : (long)position.Offset + position.PageLen + 1;
        var found = await ReadAsync(target, followsRenames, query, needed, cancellation);
        if (query.HasSort && found.Count > MostSorted)
            return ApiError.TimeLimit($"The file has more than {MostSorted} changes, too many to sort. Leave 'sort' out, or narrow 'q'.");

        var entries = query.HasSort ? SourceQuery.Fields.Apply(query, found) : found;
        var shown = await views.WithFactsAsync(target.Git, [.. entries.Skip(position.Offset).Take(position.PageLen)], withSize: true, withContent: true, cancellation);
        var hasMore = entries.Count > position.Offset + shown.Count && shown.Count > 0;
        return views.Page(new SourcePage(shown, position, Size: null, hasMore ? Next(target, position, context) : null));
    }

    /// <summary>The first changes that the query asks for, newest first.</summary>
    private async Task<List<SourceEntry>> ReadAsync(SourceTarget target, bool followsRenames, CollectionQuery query, long most, CancellationToken cancellation)
    {
        var found = new List<SourceEntry>();
        var waiting = new List<PathChange>();
        await foreach (var change in PathHistory.ReadAsync(target.Git, target.Commit.Id, target.Entry.Path, followsRenames, cancellation))
        {
            waiting.Add(change);
            if (waiting.Count < Math.Min(AtOnce, most - found.Count))
                continue;

            found.AddRange(await MatchingAsync(target, waiting, query, cancellation));
            waiting.Clear();
            if (found.Count >= most)
                return found;
        }

        found.AddRange(await MatchingAsync(target, waiting, query, cancellation));
        return found;
    }

    private async Task<IEnumerable<SourceEntry>> MatchingAsync(SourceTarget target, List<PathChange> changes, CollectionQuery query, CancellationToken cancellation)
    {
        var commits = await finder.Reader(target.Git).ReadCommitsAsync([.. changes.Select(change => change.Commit)], cancellation);
        IReadOnlyList<SourceEntry> entries =
        [
            .. changes.Select((change, at) => new SourceEntry(
                target.Repository, change.Commit, commits[at], change.Path, change.Kind ?? TreeEntryKind.File, change.Blob, null)),
        ];
        entries = await views.WithFactsAsync(target.Git, entries, query.Names(SourceQuery.Size), query.Names(SourceQuery.Attributes), cancellation);
        return entries.Where(entry => SourceQuery.Fields.Matches(query, entry));
    }

    private string Next(SourceTarget target, SourcePosition position, HttpContext context) =>
        $"{address.Api}/repositories/{target.Repository.FullName}/filehistory/{target.Commit.Id}/{target.Entry.Path.UrlPath}?"
        + PageLinks.Replace(context.Request.QueryString.Value ?? "", "page", position.NextToken(target.Commit.Id));
}
