using Mortise.Git;

namespace Mortise.Server.Features.Browsing;

/// <summary>A menu of branches and tags.</summary>
/// <param name="Shown">The name of what is shown now.</param>
/// <param name="Branches">With where each leads.</param>
/// <param name="Tags">With where each leads.</param>
/// <param name="IsCut">There are more of either than the menu holds.</param>
internal sealed record RefMenu(string Shown, IReadOnlyList<(string Name, string Address)> Branches, IReadOnlyList<(string Name, string Address)> Tags, bool IsCut);

/// <summary>What a visitor may choose between: the branches and tags of a repository.</summary>
internal static class RefChoices
{
    /// <summary>Branches of a menu, and as many tags.</summary>
    public const int Most = 500;

    /// <summary>The menu: branches with the main one first, then tags, both by name.</summary>
    /// <param name="addressOf">Where a name leads; its second parameter tells whether it is a tag.</param>
    public static async Task<RefMenu> MenuAsync(GitRepository git, string? mainBranch, string shown, Func<string, bool, string> addressOf, CancellationToken cancellation)
    {
        var branches = await NamesAsync(git, "refs/heads/", cancellation);
        var tags = await NamesAsync(git, "refs/tags/", cancellation);
        return new RefMenu(
            shown,
            [.. branches.OrderBy(name => name != mainBranch).Take(Most).Select(name => (name, addressOf(name, false)))],
            [.. tags.Take(Most).Select(name => (name, addressOf(name, true)))],
            branches.Count > Most || tags.Count > Most);
    }

    /// <summary>The short names below a prefix, in byte order.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(GitRepository git, string prefix, CancellationToken cancellation) =>
        git.Exists() ? [.. (await git.ListRefsAsync(prefix, cancellation)).Select(entry => entry.Name.Short)] : [];
}
