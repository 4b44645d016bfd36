namespace Mortise.Server.Features.Users;

/// <summary>What an account has done on a commit or a pull request.</summary>
/// <param name="User">Who.</param>
/// <param name="IsReviewer">Whether a review was asked of them.</param>
/// <param name="State"><c>approved</c>, <c>changes_requested</c>, or null for neither.</param>
/// <param name="ParticipatedOn">When it was approved or changes were asked for, else when they last commented; null when they did neither.</param>
internal sealed record Participant(Account User, bool IsReviewer, string? State, DateTimeOffset? ParticipatedOn)
{
    public const string Approved = "approved";
}
