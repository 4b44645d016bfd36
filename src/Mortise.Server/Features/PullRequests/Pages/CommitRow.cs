using Mortise.Git.Objects;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>A commit in a list.</summary>
/// <param name="Author">Null where the address is nobody's.</param>
internal sealed record CommitRow(Commit Commit, Account? Author)
{
    public string Hash => Commit.Id.ToString();

    public string Subject => Split(Commit.Message).Subject;

    /// <summary>The first line of a message, and what comes after it.</summary>
    public static (string Subject, string More) Split(string message)
    {
        var text = message.Trim();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..end].TrimEnd(), text[end..].Trim());
    }
}

/// <summary>Finds who wrote the commits of a list, with one query.</summary>
internal sealed class CommitRows(AccountStore accounts)
{
    public async Task<IReadOnlyList<CommitRow>> ListAsync(IReadOnlyList<Commit> commits, CancellationToken cancellation)
    {
        var people = await accounts.ListByEmailAsync(commits.Select(static commit => commit.Author.Email), cancellation);
        return [.. commits.Select(commit => new CommitRow(commit, people.GetValueOrDefault(commit.Author.Email.ToLowerInvariant())))];
    }
}
