namespace Mortise.Git.Objects;

/// <summary>Who made or applied a commit, and when.</summary>
/// <param name="Name">The name as written, decoded; may be empty.</param>
/// <param name="Email">Between the angle brackets; may be empty, and need not be an address.</param>
/// <param name="When">With the offset that was written; 1970-01-01 UTC where the line has no readable time.</param>
/// <param name="Raw">The whole line after the word <c>author</c> or <c>committer</c>, decoded.</param>
public readonly record struct Signature(string Name, string Email, DateTimeOffset When, string Raw);

/// <summary>A commit as stored.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Tree">Its tree.</param>
/// <param name="Parents">In order; the first is the one it was made upon. Empty for a root.</param>
/// <param name="Author">Who wrote the change.</param>
/// <param name="Committer">Who made the commit.</param>
/// <param name="Message">The whole message with its newlines, in the commit's encoding; UTF-8 unless it names another, Latin-1 where it is neither.</param>
/// <param name="Signed">Whether it carries a signature (<c>gpgsig</c>); nothing is verified.</param>
public sealed record Commit(
    ObjectId Id, ObjectId Tree, IReadOnlyList<ObjectId> Parents, Signature Author, Signature Committer, string Message, bool Signed);
