using Mortise.Query.Filtering;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>What <c>q</c> and <c>sort</c> may name of comments.</summary>
internal static class CommentQuery
{
    public static readonly SqlFields Fields = Of("c", "u");

    /// <param name="comments">Alias of a table of comments.</param>
    /// <param name="users">Alias of <c>users</c>, joined from the left by the account.</param>
    public static SqlFields Of(string comments, string users) => new SqlFields()
        .Number("id", $"{comments}.id", isRequired: true)
        .Text("content.raw", $"{comments}.content", isRequired: true)
        .Flag("deleted", $"{comments}.is_deleted")
        .Number("parent.id", $"{comments}.parent_id").Object("parent", "parent.id")
        .Text("inline.path", $"{comments}.path").Object("inline", "inline.path")
        .Number("inline.from", $"{comments}.line_from")
        .Number("inline.to", $"{comments}.line_to")
        .Embed("user", AccountQuery.Of(users)).Object("user", "user.uuid", "user.account_id")
        .Instant("created_on", $"{comments}.created_on", isRequired: true)
        .Instant("updated_on", $"{comments}.updated_on", isRequired: true);
}
