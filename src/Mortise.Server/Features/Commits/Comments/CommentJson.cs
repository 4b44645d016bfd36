using Mortise.Connect.Linkers;
using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>Where comments on one subject are found.</summary>
/// <param name="Api">Absolute address of its collection.</param>
/// <param name="Page">Absolute address of the page that shows it.</param>
/// <param name="Code">Absolute address of the subject's diff.</param>
internal sealed record CommentPlace(string Api, string Page, string Code);

/// <summary>What comments of every kind have in common on the wire: schema <c>comment</c> (rest.md 16.6).</summary>
internal sealed class CommentJson(AccountJson accounts)
{
    /// <param name="Comment">The comment.</param>
    /// <param name="Type">On the wire, such as <c>commit_comment</c>.</param>
    /// <param name="By">Who wrote it; null when that account is gone.</param>
    /// <param name="Linkers">Those of the workspace.</param>
    /// <param name="Place">Where its kind is found.</param>
    internal readonly record struct CommentView(Comment Comment, string Type, Account? By, LinkerSet Linkers, CommentPlace Place);

    /// <summary>Everything but what only one kind has.</summary>
    /// <param name="o">The comment's object.</param>
    /// <param name="view">What is written.</param>
    /// <param name="outdated">Whether its lines have changed since; null where that has no meaning.</param>
    public void Write(ObjectWriter o, CommentView view, bool? outdated = null)
    {
        var comment = view.Comment;
        o.Write("type", view.Type);
        o.Write("id", comment.Id);
        o.Write("created_on", Timestamp.Micro(comment.CreatedOn));
        o.Write("updated_on", Timestamp.Micro(comment.UpdatedOn));
        o.Object("content", new MarkupText(comment.Content, view.Linkers), MarkupRenderer.Write);
        o.Embedded("user", view.By, accounts.Write);
        o.Write("deleted", comment.IsDeleted);
        if (comment.ParentId is not null)
            o.Object("parent", view, WriteParent);

        if (comment.Path is not null)
            o.Object("inline", (comment, outdated), WriteInline);

        o.Object("links", view, WriteLinks);
    }

    private static void WriteParent(ObjectWriter o, CommentView view)
    {
        var parent = view.Comment.ParentId!.Value;
        o.Write("type", view.Type);
        o.Write("id", parent);
        o.Object("links", (view.Place, parent), static (links, at) =>
        {
            links.Link("self", $"{at.Place.Api}/{at.parent}");
            links.Link("html", $"{at.Place.Page}#comment-{at.parent}");
        });
    }

    private static void WriteInline(ObjectWriter o, (Comment Comment, bool? Outdated) at)
    {
        o.Write("path", at.Comment.Path);
        o.Write("from", at.Comment.LineFrom);
        o.Write("to", at.Comment.LineTo);
        o.Write("start_from", at.Comment.StartFrom);
        o.Write("start_to", at.Comment.StartTo);
        if (at.Outdated is { } outdated)
            o.Write("outdated", outdated);
    }

    private static void WriteLinks(ObjectWriter o, CommentView view)
    {
        o.Link("self", $"{view.Place.Api}/{view.Comment.Id}");
        o.Link("html", $"{view.Place.Page}#comment-{view.Comment.Id}");
        if (view.Comment.Path is { } path)
            o.Link("code", $"{view.Place.Code}?path={Uri.EscapeDataString(path)}");
    }
}
