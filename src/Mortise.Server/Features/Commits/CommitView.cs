using Mortise.Connect.Linkers;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Commits;

/// <summary>A commit with all that is shown of it.</summary>
/// <param name="Commit">As git has it.</param>
/// <param name="Repository">The one it is shown in.</param>
/// <param name="People">Who its author and committer are, by address in lower case; nobody where the address is unknown.</param>
/// <param name="Linkers">Those of the workspace, for its message.</param>
internal sealed record CommitView(Commit Commit, Repository Repository, IReadOnlyDictionary<string, Account> People, LinkerSet Linkers)
{
    /// <summary>Who approved it or commented on it, where it is the answer itself; null in lists and in other objects, which show nobody.</summary>
    public IReadOnlyList<Participant>? Participants { get; init; }
}
