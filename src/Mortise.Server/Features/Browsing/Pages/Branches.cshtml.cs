using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>A branch or tag in a list.</summary>
/// <param name="Row">Its commit; null: it leads to none.</param>
/// <param name="Distance">From the main branch; null: it is the same commit, a tag, or not known soon enough.</param>
internal sealed record RefRow(string Name, CommitRow? Row, Divergence? Distance);

/// <summary>GET /{workspace}/{repo_slug}/branches: branches, or with <c>tab=tags</c> tags; <c>search</c> narrows them, <c>from</c> is the first of a page.</summary>
internal sealed class BranchesModel(RepositoryStore repositories, CommitFinder commits, CommitRows rows, Glances glances) : CodePage(repositories, commits)
{
    public const int PageLength = 30;

    public override string Section => "branches";

    public bool IsTags { get; private set; }

    public string Search { get; private set; } = "";

    public int From { get; private set; }

    public int Total { get; private set; }

    public bool IsEmpty => Repository.MainBranch is null;

    public IReadOnlyList<RefRow> Refs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        (IsTags, Search) = (Asked("tab") == "tags", Asked("search").Trim());
        From = int.TryParse(Asked("from"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var from) ? from : 0;
        if (!Git.Exists())
            return Page();

        var entries = (await Git.ListRefsAsync(IsTags ? "refs/tags/" : "refs/heads/", Stop))
            .Where(entry => entry.Name.Short.Contains(Search, StringComparison.OrdinalIgnoreCase))
            .OrderBy(entry => entry.Name.Short != Repository.MainBranch).ToArray();
        Total = entries.Length;
        RefEntry[] shown = [.. entries.Skip(From).Take(PageLength)];
        var read = (await rows.ReadAsync(Git, Repository, [.. shown.Select(entry => entry.Peeled)], Stop)).DistinctBy(row => row.Commit.Id).ToDictionary(row => row.Commit.Id);
        var distances = await DistancesAsync([.. read.Keys]);
        Refs = [.. shown.Select(entry => new RefRow(entry.Name.Short, read.GetValueOrDefault(entry.Peeled), distances.GetValueOrDefault(entry.Peeled)))];
        return Page();
    }

    private async Task<IReadOnlyDictionary<ObjectId, Divergence>> DistancesAsync(ObjectId[] tips) =>
        !IsTags && tips.Length > 0 && await FindMainAsync() is { } main ? await glances.DistancesAsync(Git, main, tips, Stop) : new Dictionary<ObjectId, Divergence>();
}
