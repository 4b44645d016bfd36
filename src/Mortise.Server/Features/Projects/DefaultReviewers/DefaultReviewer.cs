using Mortise.Query.Fields;
using Mortise.Query.Filtering;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Projects.DefaultReviewers;

/// <summary>Somebody whose review new pull requests ask for.</summary>
internal sealed record DefaultReviewer : Account
{
    /// <summary>Of one project, or of one repository.</summary>
    public const int Most = 100;

    /// <summary><c>repository</c> or <c>project</c>: where they were added.</summary>
    public string ReviewerType { get; init; } = "";
}

/// <summary>Default reviewers on the wire: schema <c>default_reviewer_and_type</c>.</summary>
internal sealed class DefaultReviewerJson(AccountJson accounts)
{
    public void Write(ObjectWriter o, DefaultReviewer reviewer)
    {
        o.Write("type", "default_reviewer");
        o.Write("reviewer_type", reviewer.ReviewerType);
        o.Embedded("user", reviewer, accounts.Write);
    }
}

/// <summary>What <c>q</c> and <c>sort</c> may name of default reviewers.</summary>
internal static class DefaultReviewerQuery
{
    /// <summary>Alone where they are answered as accounts.</summary>
    public static readonly SqlFields Accounts = AccountQuery.Of("u");

    public static readonly SqlFields Fields = new SqlFields()
        .Choice("reviewer_type", "d.reviewer_type", "project", "repository")
        .Embed("user", AccountQuery.Of("u")).Object("user", "user.uuid", "user.account_id");
}
