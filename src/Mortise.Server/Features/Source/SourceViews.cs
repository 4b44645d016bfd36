using Mortise.Git;
using Mortise.Query.Fields;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>Files and directories as answers: reads of each what <c>fields</c> asks for, once a page, and writes them.</summary>
internal sealed class SourceViews(SourceJson json, BlobInspector blobs)
{
    /// <summary>Entries that one listing may go through; more answers 555.</summary>
    public const int MostEntries = 50_000;

    /// <summary>The address of a page's next: absolute, at the full hash, every other parameter repeated.</summary>
    public string Next(SourceTarget target, SourcePosition position, HttpContext context) =>
        json.AddressOf(target.Repository.FullName, target.Commit.Id, target.Entry.Path, isDirectory: true)
        + '?' + PageLinks.Replace(context.Request.QueryString.Value ?? "", "page", position.NextToken(target.Commit.Id));

    /// <summary>200 with the object of a file or directory.</summary>
    public async Task<IResult> MetaAsync(SourceTarget target, HttpContext context, CancellationToken cancellation)
    {
        var views = await WithFactsAsync(target.Git, [SourceEntry.Of(target, target.Entry)], context.Api().Fields.Root, cancellation);
        return ApiAnswer.Ok(views[0], json.Write);
    }

    /// <summary>200 with a page of a directory, or 555 where there is too much below it.</summary>
    public async Task<IResult> PageAsync(SourceTarget target, int maxDepth, SourcePosition position, HttpContext context, CancellationToken cancellation)
    {
        var listing = await target.Trees.ListAsync(target.Entry, maxDepth, MostEntries, cancellation);
        if (listing.IsCut)
            return ApiError.TimeLimit($"There are more than {MostEntries} files and directories within max_depth={maxDepth}. Ask for a smaller directory, or for a smaller max_depth.");

        var query = context.Api().Query;
        var size = listing.Entries.Count;
        IEnumerable<SourceEntry> entries = listing.Entries.Select(entry => SourceEntry.Of(target, entry));
        if (query.HasFilter || query.HasSort)
        {
            var all = await WithFactsAsync(target.Git, [.. entries], query.Names(SourceQuery.Size), query.Names(SourceQuery.Attributes), cancellation);
            var found = SourceQuery.Fields.Apply(query, all);
            (entries, size) = (found, found.Count);
        }

        var asked = context.Api().Fields.Root.Member("values");
        var shown = await WithFactsAsync(target.Git, [.. entries.Skip(position.Offset).Take(position.PageLen)], asked, cancellation);
        var next = position.Offset + shown.Count < size && shown.Count > 0 ? Next(target, position, context) : null;
        return ApiAnswer.Ok(new SourcePage(shown, position, size, next), Write);
    }

    /// <summary>200 with a page of which the entries are there already.</summary>
    public IResult Page(SourcePage page) => ApiAnswer.Ok(page, Write);

    /// <summary>The same entries with what is to be known of their blobs; those that are known already stay.</summary>
    public async Task<IReadOnlyList<SourceEntry>> WithFactsAsync(
        GitRepository git, IReadOnlyList<SourceEntry> entries, bool withSize, bool withContent, CancellationToken cancellation)
    {
        if (!withSize && !withContent)
            return entries;

        var facts = await blobs.ReadAsync(git, entries.Where(entry => entry.HasBlob).Select(entry => entry.Id), withContent, cancellation);
        return [.. entries.Select(entry => entry.HasBlob ? entry with { Facts = facts.GetValueOrDefault(entry.Id) } : entry)];
    }

    private Task<IReadOnlyList<SourceEntry>> WithFactsAsync(GitRepository git, IReadOnlyList<SourceEntry> entries, Selection? asked, CancellationToken cancellation) =>
        WithFactsAsync(git, entries, asked?.Wants(SourceQuery.Size) == true, asked?.Wants(SourceQuery.Attributes) == true, cancellation);

    private void Write(ObjectWriter o, SourcePage page)
    {
        o.Write("pagelen", page.Position.PageLen);
        o.Write("page", page.Position.Number);
        if (page.Size is { } size)
            o.Write("size", size);
        o.Array("values", page.Entries, json.Write);
        if (page.Next is not null)
            o.Write("next", page.Next);
    }
}

/// <summary>A page of a directory or of a file's history.</summary>
/// <param name="Entries">In order.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Size">Entries on all pages; null where nobody has counted.</param>
/// <param name="Next">The address of the page that follows; null on the last.</param>
internal sealed record SourcePage(IReadOnlyList<SourceEntry> Entries, SourcePosition Position, int? Size, string? Next);
