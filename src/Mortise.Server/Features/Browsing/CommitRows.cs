using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;
using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing;

/// <summary>A commit as lists of pages show it.</summary>
/// <param name="Commit">As git has it.</param>
/// <param name="FullName">Of the repository it is shown in.</param>
/// <param name="Author">Who its author is; null: nobody here has that address.</param>
internal sealed record CommitRow(Commit Commit, string FullName, Account? Author)
{
    private const int LongestTitle = 160;

    /// <summary>Those of the workspace that it is shown in.</summary>
    public LinkerSet Linkers { get; init; } = LinkerSet.Empty;

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

    /// <summary>The title in pieces: what a linker knows leads there, the rest to the commit.</summary>
    public IReadOnlyList<TitlePart> TitleParts()
    {
        var (title, at, parts) = (Title, 0, new List<TitlePart>());
        foreach (var link in Linkers.Find(title).Where(link => link.Kind == LinkerKind.Link && LinkTarget.MayLead(link.Url)))
        {
            if (link.Start > at)
                parts.Add(new(title[at..link.Start], Address, IsAway: false));

            at = link.Start + link.Length;
            parts.Add(new(title[link.Start..at], link.Url, IsAway: true));
        }

        if (at < title.Length)
            parts.Add(new(title[at..], Address, IsAway: false));

        return parts;
    }
}

/// <summary>A piece of a title, and where it leads.</summary>
/// <param name="IsAway">To an app's address.</param>
internal sealed record TitlePart(string Text, string Address, bool IsAway);

/// <summary>Reads commits for lists: one pipelined read of git, and one query for their authors.</summary>
internal sealed class CommitRows(CatFilePool readers, AccountStore accounts, IWorkspaceLinkers linkers)
{
    /// <summary>In the order of the ids; what is no commit is left out.</summary>
    /// <param name="git">Of the repository, or of one that sees its objects as well.</param>
    /// <param name="shown">The repository in which they are shown.</param>
    public async Task<IReadOnlyList<CommitRow>> ReadAsync(GitRepository git, Repository shown, IReadOnlyList<ObjectId> ids, CancellationToken cancellation)
    {
        Commit[] commits = [.. (await readers.Of(git).ReadCommitsAsync(ids, cancellation)).OfType<Commit>()];
        if (commits.Length == 0)
            return [];

        var people = await accounts.ListByEmailAsync(commits.Select(commit => commit.Author.Email), cancellation);
        var links = await linkers.GetAsync(shown.WorkspaceId, cancellation);
        return [.. commits.Select(commit => new CommitRow(commit, shown.FullName, people.GetValueOrDefault(commit.Author.Email.ToLowerInvariant())) { Linkers = links })];
    }
}
