using Mortise.Git.Trees;
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
        var asked = context.Api().Fields.Root;
        var view = (await ViewsAsync(target, [target.Entry], asked, cancellation))[0];
        return ApiAnswer.Ok(view, json.Write);
    }

    /// <summary>200 with a page of a directory, or 555 where there is too much below it.</summary>
    public async Task<IResult> PageAsync(SourceTarget target, int maxDepth, SourcePosition position, HttpContext context, CancellationToken cancellation)
    {
        var listing = await target.Trees.ListAsync(target.Entry, maxDepth, maxDepth == 1 ? int.MaxValue : MostEntries, cancellation);
        if (listing.IsCut)
            return ApiError.TimeLimit($"There are more than {MostEntries} files and directories within max_depth={maxDepth}. Ask for a smaller directory, or for a smaller max_depth.");

        var entries = listing.Entries.Skip(position.Offset).Take(position.PageLen).ToArray();
        var views = await ViewsAsync(target, entries, context.Api().Fields.Root.Member("values"), cancellation);
        var next = position.Offset + views.Count < listing.Entries.Count && views.Count > 0 ? Next(target, position, context) : null;
        return ApiAnswer.Ok(new SourcePage(views, position, listing.Entries.Count, next), Write);
    }

    /// <summary>200 with a page of which the entries are there already.</summary>
    public IResult Page(SourcePage page) => ApiAnswer.Ok(page, Write);

    private async Task<IReadOnlyList<SourceEntry>> ViewsAsync(
        SourceTarget target, IReadOnlyList<TreeEntry> entries, Selection? asked, CancellationToken cancellation)
    {
        var withContent = asked?.Wants("attributes") == true;
        var facts = withContent || asked?.Wants("size") == true
            ? await blobs.ReadAsync(target.Git, entries.Where(entry => entry.HasBlob).Select(entry => entry.Id), withContent, cancellation)
            : new Dictionary<Git.Objects.ObjectId, BlobFacts>();
        return [.. entries.Select(entry => new SourceEntry(
            target.Repository, target.Commit.Id, target.Commit, entry.Path, entry.Kind,
            entry.Kind == TreeEntryKind.Submodule ? BlobFacts.OfSubmodule : facts.GetValueOrDefault(entry.Id)))];
    }

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
