using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Git.Trees;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/src/{revision}/{path}: a directory or a file; without a revision the root of the main branch.</summary>
/// <remarks><c>mode=source</c> shows Markdown as written, <c>mode=edit</c> and <c>mode=new</c> offer a form, <c>from</c> is the first entry of a directory's page.</remarks>
internal sealed class SourceModel(
    RepositoryStore repositories, CommitFinder commits, SourceFinder finder, BlobInspector blobs, FileReader files, CommitRows rows, Glances glances) : CodePage(repositories, commits)
{
    /// <summary>Entries of a directory that one page shows.</summary>
    private const int MostEntries = 500;

    public override string Section => "source";

    /// <summary>Null: the repository is empty.</summary>
    public SourceTarget? Target { get; private set; }

    /// <summary>As the address has it: a branch, a tag or a hash.</summary>
    public string Revision { get; private set; } = "";

    /// <summary>The branch that a change would go to; null: the revision is none, or the visitor may not write.</summary>
    public string? Branch { get; private set; }

    public string Mode { get; private set; } = "";

    public RefMenu? Menu { get; private set; }

    /// <summary>The newest commit that changed what is shown.</summary>
    public CommitRow? Latest { get; private set; }

    public IReadOnlyList<SourceRow> Rows { get; private set; } = [];

    /// <summary>The first entry of the page that follows; null: there is none.</summary>
    public int? NextFrom { get; private set; }

    public FileView? Shown { get; private set; }

    public GitPath Path => Target?.Entry.Path ?? GitPath.Root;

    /// <summary>The directories above, from the root, with where each leads.</summary>
    public IEnumerable<(string Name, string Address)> Crumbs
    {
        get
        {
            var path = GitPath.Root;
            foreach (var name in Path.Parent.Names())
            {
                path = path.Append(name);
                yield return (path.Name, RepositoryPaths.Source(FullName, Revision, path) + "/");
            }
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        Mode = Asked("mode") is ("source" or "edit" or "new") and var mode ? mode : "";
        var address = SourceAddress.OfPage(HttpContext);
        if (address.Names.Count == 0)
            return await OfMainAsync();

        SourceTarget? target;
        try
        {
            (target, _) = await finder.FindAsync(Repository, address, pinned: null, Stop);
            if (target is null)
                return NothingHere();

            Target = target;
            Revision = address.Text(address.Names.Count - target.Entry.Path.Names().Count);
            await ReadAsync(target);
        }
        catch (TreeTooLargeException large)
        {
            return new ProblemText("This directory is too large", large.Message + ".", "Look at it in a clone.").ToPage(StatusCodes.Status200OK);
        }

        return Page();
    }

    private async Task<IActionResult> OfMainAsync()
    {
        if (await FindMainAsync() is null)
            return Page();

        return LocalRedirect(RepositoryPaths.Source(FullName, Repository.MainBranch ?? "HEAD") + Request.QueryString);
    }

    private async Task ReadAsync(SourceTarget target)
    {
        var isRoot = target.Entry.Path.IsRoot;
        var log = await target.Git.ReadLogAsync(new CommitWalk([target.Commit.Id], []) { Path = isRoot || !target.Entry.Path.IsText ? null : target.Entry.Path.Text }, 0, 1, Stop);
        Latest = await rows.ReadAsync(target.Git, Repository, log.Ids, Stop) is [var latest, ..] ? latest : null;
        Menu = await RefChoices.MenuAsync(target.Git, Repository.MainBranch, Revision == target.Commit.Id.ToString() ? Revision[..12] : Revision, (name, _) => RepositoryPaths.Source(FullName, name, target.Entry.Path), Stop);
        Branch = MayWrite && Menu.Branches.Any(branch => branch.Name == Revision) ? Revision : null;
        Subject = Subject! with { Commit = target.Commit.Id.ToString(), Branch = Branch, File = target.Entry.IsDirectory ? null : target.Entry.Path.Text, Directory = target.Entry.IsDirectory ? target.Entry.Path.Text : null };
        if (target.Entry.IsDirectory)
            await ReadDirectoryAsync(target);
        else
            Shown = await files.ReadAsync(target, asSource: Mode is "source" or "edit", Stop);
    }

    private async Task ReadDirectoryAsync(SourceTarget target)
    {
        var from = int.TryParse(Asked("from"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var listing = await target.Trees.ListAsync(target.Entry, 1, SourceViews.MostEntries, Stop);
        TreeEntry[] shown = [.. listing.Entries.OrderBy(entry => !entry.IsDirectory).Skip(from).Take(MostEntries)];
        var facts = await blobs.ReadAsync(target.Git, shown.Where(entry => entry.HasBlob).Select(entry => entry.Id), withContent: false, Stop);
        var changes = await glances.ChangesAsync(target.Git, Repository, target.Commit.Id, target.Entry.Path, [.. shown.Select(entry => entry.Path)], Stop);
        Rows = [.. shown.Select(entry => new SourceRow(
            entry, RepositoryPaths.Source(FullName, Revision, entry.Path) + (entry.IsDirectory ? "/" : ""), facts.GetValueOrDefault(entry.Id)?.Size, changes.GetValueOrDefault(entry.Path)))];
        NextFrom = from + shown.Length < listing.Entries.Count ? from + shown.Length : null;
    }
}

/// <summary>An entry of a directory.</summary>
/// <param name="Size">Bytes; null of what is no file.</param>
/// <param name="Change">The newest commit that changed it; null: not known soon enough.</param>
internal sealed record SourceRow(TreeEntry Entry, string Address, long? Size, CommitRow? Change)
{
    public string Kind => Entry.Kind switch
    {
        TreeEntryKind.Directory => "Directory",
        TreeEntryKind.Link => "Link",
        TreeEntryKind.Submodule => "Submodule",
        TreeEntryKind.Executable => "Executable",
        _ => "File",
    };

    public string ReadableSize => Size is not { } bytes ? "" : FileSize.Of(bytes);
}

/// <summary>Sizes for people.</summary>
internal static class FileSize
{
    public static string Of(long bytes) => bytes switch
    {
        < 1024 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB"),
    };
}
