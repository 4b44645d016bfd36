using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Users;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing;

/// <summary>A commit as lists of pages show it.</summary>
/// <param name="Commit">As git has it.</param>
/// <param name="FullName">Of the repository it is shown in.</param>
/// <param name="Author">Who its author is; null: nobody here has that address.</param>
internal sealed record CommitRow(Commit Commit, string FullName, Account? Author)
{
    private const int LongestTitle = 160;

    public string Address => RepositoryPaths.Commit(FullName, Commit.Id);

    public string ShortHash => Commit.Id.ToString()[..7];

    public string AuthorName => Author?.DisplayName ?? (Commit.Author.Name.Length > 0 ? Commit.Author.Name : Commit.Author.Email);

    /// <summary>The first line of the message.</summary>
    public string Title
    {
        get
        {
            var text = Commit.Message.AsSpan().Trim();
            var end = text.IndexOfAny('\r', '\n');
            var line = end < 0 ? text : text[..end];
            return line.IsEmpty ? "(no message)" : line.Length <= LongestTitle ? line.ToString() : $"{line[..LongestTitle]}…";
        }
    }
}

/// <summary>Reads commits for lists: one pipelined read of git, and one query for their authors.</summary>
internal sealed class CommitRows(CatFilePool readers, AccountStore accounts)
{
    /// <summary>In the order of the ids; what is no commit is left out.</summary>
    public async Task<IReadOnlyList<CommitRow>> ReadAsync(GitRepository git, string fullName, IReadOnlyList<ObjectId> ids, CancellationToken cancellation)
    {
        Commit[] commits = [.. (await readers.Of(git).ReadCommitsAsync(ids, cancellation)).OfType<Commit>()];
        if (commits.Length == 0)
            return [];

        var people = await accounts.ListByEmailAsync(commits.Select(commit => commit.Author.Email), cancellation);
        return [.. commits.Select(commit => new CommitRow(commit, fullName, people.GetValueOrDefault(commit.Author.Email.ToLowerInvariant())))];
    }
}
