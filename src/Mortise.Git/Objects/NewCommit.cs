namespace Mortise.Git.Objects;

/// <summary>A commit to be written on the tip of a branch.</summary>
/// <param name="AuthorName">Also the committer's, so that the commit's id depends on nothing else. Angle brackets and control characters are left out.</param>
/// <param name="AuthorEmail">As <paramref name="AuthorName"/>.</param>
/// <param name="When">Whole seconds are kept, with the offset.</param>
/// <param name="Message">As it is; git adds nothing.</param>
/// <param name="Files">Paths with their new text; null removes the file. All other files stay.</param>
public sealed record NewCommit(
    string AuthorName, string AuthorEmail, DateTimeOffset When, string Message, IReadOnlyList<KeyValuePair<string, string?>> Files);
