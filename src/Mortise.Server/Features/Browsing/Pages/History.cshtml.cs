using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Trees;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/history/{revision}/{path}: the commits that changed a file, under whatever name it had.</summary>
internal sealed class HistoryModel(RepositoryStore repositories, CommitFinder commits, SourceFinder finder, CommitRows rows, TimeProvider clock) : CodePage(repositories, commits)
{
    public const int PageLength = 30;

    /// <summary>Changes that may stand before a page: git finds each of them anew.</summary>
    private const int MostBefore = 3000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public override string Section => "source";

    public SourceTarget Target { get; private set; } = null!;

    public string Revision { get; private set; } = "";

    public int From { get; private set; }

    public bool HasMore { get; private set; }

    public bool TookTooLong { get; private set; }

    public IReadOnlyList<(PathChange Change, CommitRow Row)> Changes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var address = SourceAddress.OfPage(HttpContext);
        var (target, _) = await finder.FindAsync(Repository, address, pinned: null, Stop);
        if (target is null || target.Entry.IsDirectory || !target.Entry.Path.IsText)
            return NothingHere();

        (Target, Revision) = (target, address.Text(address.Names.Count - target.Entry.Path.Names().Count));
        From = int.TryParse(Asked("from"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var from) ? Math.Min(from, MostBefore) : 0;
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Stop);
        try
        {
            await ReadAsync(target, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !Stop.IsCancellationRequested)
        {
            TookTooLong = true;
        }

        return Page();
    }

    private async Task ReadAsync(SourceTarget target, CancellationToken stop)
    {
        var changes = new List<PathChange>();
        await foreach (var change in PathHistory.ReadAsync(target.Git, target.Commit.Id, target.Entry.Path, followRenames: true, stop))
        {
            changes.Add(change);
            if (changes.Count > From + PageLength)
                break;
        }

        HasMore = changes.Count > From + PageLength && From < MostBefore;
        PathChange[] shown = [.. changes.Skip(From).Take(PageLength)];
        var read = (await rows.ReadAsync(target.Git, Repository, [.. shown.Select(change => change.Commit)], stop)).DistinctBy(row => row.Commit.Id).ToDictionary(row => row.Commit.Id);
        Changes = [.. shown.Where(change => read.ContainsKey(change.Commit)).Select(change => (change, read[change.Commit]))];
    }
}
