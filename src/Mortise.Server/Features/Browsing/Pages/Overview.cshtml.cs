using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Git.Trees;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}: what is in the repository, and how to get it.</summary>
internal sealed class OverviewModel(
    RepositoryStore repositories, CommitFinder commits, SourceFinder finder, FileReader files, CommitRows rows, PublicAddress address) : CodePage(repositories, commits)
{
    private const int RecentCommits = 5;
    private const int MostEntries = 2000;

    private static readonly string[] Readmes = ["readme.md", "readme.markdown", "readme", "readme.txt", "readme.rst", "readme.text"];

    public override string Section => "overview";

    public string CloneAddress => $"{address.Origin}/{FullName}.git";

    public bool IsEmpty { get; private set; }

    /// <summary>Null: the repository has none.</summary>
    public string? ReadmeName { get; private set; }

    /// <summary>HTML; null: it is no text, or too large.</summary>
    public string? Readme { get; private set; }

    public string ReadmeAddress { get; private set; } = "";

    public IReadOnlyList<CommitRow> Recent { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindMainAsync() is not { } tip)
        {
            IsEmpty = true;
            return Page();
        }

        var log = await Git.ReadLogAsync(new CommitWalk([tip], []), 0, RecentCommits, Stop);
        Recent = await rows.ReadAsync(Git, Repository, log.Ids, Stop);
        var (target, _) = await finder.FindAsync(Repository, SourceAddress.OfCommit(tip), pinned: null, Stop);
        if (target is not null)
            await ReadReadmeAsync(target);

        return Page();
    }

    private async Task ReadReadmeAsync(SourceTarget target)
    {
        var listing = await target.Trees.ListAsync(target.Entry, 1, MostEntries, Stop);
        var found = listing.Entries.Where(entry => entry.HasBlob && entry.Kind != TreeEntryKind.Link)
            .Select(entry => (Entry: entry, Rank: Array.IndexOf(Readmes, entry.Path.Name.ToLowerInvariant())))
            .Where(one => one.Rank >= 0).OrderBy(one => one.Rank).Select(one => (TreeEntry?)one.Entry).FirstOrDefault();
        if (found is not { } readme)
            return;

        (ReadmeName, ReadmeAddress) = (readme.Path.Name, RepositoryPaths.Source(FullName, Repository.MainBranch ?? target.Commit.Id.ToString(), readme.Path));
        var view = await files.ReadAsync(target with { Entry = readme }, asSource: false, Stop);
        Readme = view.Look switch
        {
            FileLook.Rendered => view.Text,
            FileLook.Text => await files.RenderAsync(target with { Entry = readme }, view.Text, isMarkdown: false, Stop),
            _ => null,
        };
    }
}
