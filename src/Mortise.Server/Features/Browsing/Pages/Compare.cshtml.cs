using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Diffs;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/branches/compare/{to}..{from}: what one side has that the other has not; without a spec, a form that asks for both.</summary>
internal sealed class CompareModel(RepositoryStore repositories, CommitFinder commits, ComparisonFinder comparisons, CommitLog log, DiffViews diffs)
    : CodePage(repositories, commits)
{
    public override string Section => "branches";

    /// <summary>What has the changes.</summary>
    public string To { get; private set; } = "";

    /// <summary>What it is compared with.</summary>
    public string From { get; private set; } = "";

    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Why nothing is compared; null: it is, or nothing was asked.</summary>
    public string? Problem { get; private set; }

    public CommitLogView? Log { get; private set; }

    public DiffView? Diff { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Asked("to") is { Length: > 0 and <= 250 } to && Asked("from") is { Length: > 0 and <= 250 } from)
            return LocalRedirect(RepositoryPaths.Compare(FullName, to, from));

        // A carriage return, which Bitbucket writes between the two as well, is no part of a name.
        var spec = CommitFinder.Spelled(Route("spec")).Trim('/').Replace("%0D", "..", StringComparison.OrdinalIgnoreCase).Replace("\r", "..", StringComparison.Ordinal);
        var at = spec.IndexOf("..", StringComparison.Ordinal);
        (To, From) = at < 0 ? (spec, Repository.MainBranch ?? "") : (spec[..at], spec[(at + 2)..]);
        if (To.Length > 0 && From.Length > 0 && await ReadAsync() is { } part)
            return part;

        Names = [.. (await RefChoices.NamesAsync(Git, "refs/heads/", Stop)).Concat(await RefChoices.NamesAsync(Git, "refs/tags/", Stop)).Take(RefChoices.Most)];
        return Page();
    }

    private async Task<IActionResult?> ReadAsync()
    {
        var (found, refusal) = await comparisons.FindTwoAsync(new RepositoryPath(Route("workspace"), Route("repo_slug")), $"{To}..{From}", HttpContext.Api().Caller, Stop);
        if (found is not { Destination: { } destination, Source: var source })
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            Problem = refusal?.Status == StatusCodes.Status404NotFound ? "One of the two is no branch, tag or commit here." : "These two cannot be compared. Name branches, tags or hashes.";
            return null;
        }

        var (range, _) = await comparisons.RangeAsync(found, isTopic: true, Stop);
        var subject = DiffSubject.Of(found.Git, range, RepositoryPaths.Compare(FullName, To, From), source.Repository.FullName, source.Id);
        Diff = await diffs.ReadAsync(subject, Request, Stop);
        if (Diff.IsPart && Diff.Files is [var file])
            return Partial(DiffView.PartialOfFile, file);

        Log = await log.PageAsync(found.Git, source.Repository, new CommitWalk([source.Id], [destination.Id]), "", Stop);
        return null;
    }
}
