using Mortise.Server.Features.PullRequests.Comments;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>A comment with all that answers it, oldest first, as a page shows it.</summary>
/// <param name="Rights">What the visitor may do.</param>
/// <param name="Root">The comment that begins it; where that stands on an earlier page, the first answer on this one.</param>
/// <param name="Replies">Answers, and answers to those.</param>
internal sealed record CommentThread(TalkRights Rights, PullRequestCommentView Root, IReadOnlyList<PullRequestCommentView> Replies)
{
    public bool IsResolved => Root.Own.ResolvedOn is not null;

    /// <summary>Only threads on the diff are resolved.</summary>
    public bool CanSettle => Root.Own is { Path: not null, ParentId: null, IsDeleted: false } && Rights.MaySettle(Root.Own.AccountId);

    /// <summary>Where it stands in the files, for people: <c>src/a.c, line 7</c> or <c>src/a.c, lines 5 to 7</c>; null: on the whole.</summary>
    public string? Place => Root.Own.Path is not { } path ? null : (Root.Own.LineTo, Root.Own.LineFrom) switch
    {
        ({ } line, _) => $"{path}, {Lines(Root.Own.StartTo, line)}",
        (null, { } line) => $"{path}, {Lines(Root.Own.StartFrom, line)} before",
        _ => path,
    };

    /// <summary>Puts comments together, the threads in the order of their first comments.</summary>
    public static IReadOnlyList<CommentThread> Of(IReadOnlyList<PullRequestCommentView> comments, TalkRights rights)
    {
        var byId = comments.ToDictionary(static view => view.Own.Id);
        var roots = new Dictionary<long, long>();
        foreach (var view in comments.OrderBy(static view => view.Own.Id))
            roots[view.Own.Id] = view.Own.ParentId is { } parent && byId.ContainsKey(parent) ? roots.GetValueOrDefault(parent, parent) : view.Own.Id;

        return
        [
            .. comments.GroupBy(view => roots[view.Own.Id]).OrderBy(static group => group.Key).Select(group => new CommentThread(
                rights, byId[group.Key], [.. group.Where(view => view.Own.Id != group.Key).OrderBy(static view => view.Own.Id)])),
        ];
    }

    private static string Lines(long? start, long end) => start < end ? $"lines {start} to {end}" : $"line {end}";
}

/// <summary>One comment with the rights of who looks at it.</summary>
internal sealed record CommentCard(TalkRights Rights, PullRequestCommentView View);
