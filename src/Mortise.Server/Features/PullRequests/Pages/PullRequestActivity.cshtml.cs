using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.PullRequests.Activity;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.Users;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests/{pull_request_id}/activity: what happened, the newest first.</summary>
internal sealed class PullRequestActivityModel(PullRequestSources sources, ActivityStore activity, PullRequestCommentStore comments, AccountStore accounts)
    : PullRequestPage(sources)
{
    private const int OnAPage = 50;
    private const int LongestExcerpt = 300;

    public override string Tab => "activity";

    public IReadOnlyList<ActivityLine> Lines { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return NothingHere();

        var page = Pager.Asked(Request, OnAPage);
        var slice = await activity.ListAsync(Repository.WorkspaceId, Repository.Id, PullRequest.Number, page, Cancellation);
        var said = await comments.ListAsync(Repository.WorkspaceId, Repository.Id, [.. slice.Items.Select(static entry => entry.CommentId).Where(static id => id > 0)], Cancellation);
        var people = await accounts.ListAsync(slice.Items.Select(static entry => entry.AccountId).OfType<Guid>(), Cancellation);
        Lines = [.. slice.Items.Select(entry => LineOf(entry, entry.AccountId is { } by ? people.GetValueOrDefault(by) : null, said.GetValueOrDefault(entry.CommentId)))];
        Pager = Pager.Of(Request, page, slice);
        return Page();
    }

    private static ActivityLine LineOf(ActivityEntry entry, Account? by, PullRequestComment? comment) => entry.Kind switch
    {
        "approval" => new ActivityLine(by, "approved it", entry.CreatedOn),
        "changes_requested" => new ActivityLine(by, "asked for changes", entry.CreatedOn),
        "comment" => new ActivityLine(by, comment?.Path is { } path ? $"commented on {path}" : "commented", entry.CreatedOn)
        {
            CommentId = entry.CommentId,
            Excerpt = comment?.Content is { Length: > LongestExcerpt } text ? text[..LongestExcerpt] + "…" : comment?.Content ?? "",
        },
        _ => new ActivityLine(by, WhatChanged(entry.Detail), entry.CreatedOn),
    };

    /// <summary>What an update did, as <see cref="PullRequestUpdate"/> keeps it.</summary>
    private static string WhatChanged(string? detail)
    {
        if (detail is null)
            return "updated it";

        using var document = JsonDocument.Parse(detail);
        var changes = document.RootElement.GetProperty("changes").EnumerateObject().Select(static change => Phrase(change.Name, change.Value)).ToArray();
        var state = document.RootElement.GetProperty("state").GetString();
        return changes.Length > 0 ? string.Join(", ", changes) : state switch
        {
            PullRequest.Merged => "merged it",
            PullRequest.Declined => "declined it",
            PullRequest.Superseded => "superseded it",
            _ => "opened it",
        };
    }

    private static string Phrase(string name, JsonElement change) => name switch
    {
        "title" => $"changed the title from “{change.GetProperty("old").GetString()}” to “{change.GetProperty("new").GetString()}”",
        "description" => "changed the description",
        "draft" => change.GetProperty("new").GetBoolean() ? "made it a draft" : "said that it is ready",
        "destination" => $"changed the destination from {change.GetProperty("old").GetString()} to {change.GetProperty("new").GetString()}",
        "source" => $"moved the source from {Short(change, "old")} to {Short(change, "new")}",
        "reviewers" => "changed the reviewers",
        _ => $"changed {name}",
    };

    private static string Short(JsonElement change, string side) => change.GetProperty(side).GetString() is { Length: > 12 } hash ? hash[..12] : "nothing";
}

/// <summary>One thing that happened.</summary>
/// <param name="By">Null: the host, or an account that is gone.</param>
/// <param name="What">For people, after the name.</param>
internal sealed record ActivityLine(Account? By, string What, DateTimeOffset When)
{
    /// <summary>0: no comment.</summary>
    public long CommentId { get; init; }

    /// <summary>Of a comment, as written.</summary>
    public string Excerpt { get; init; } = "";
}
