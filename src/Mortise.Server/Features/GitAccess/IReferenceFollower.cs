using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.GitAccess;

/// <summary>What a feature writes when references have moved, in the transaction that settles their intent. It stands here so that those who move references know no feature.</summary>
internal interface IReferenceFollower
{
    /// <summary>Looks at the repository before the transaction; git runs here and nowhere later.</summary>
    /// <param name="moved">What has taken effect, as far as is known.</param>
    /// <returns>What to write, given what is known inside the transaction to have taken effect; null: nothing. It may be called again, and not at all.</returns>
    Task<Func<WriteSession, IReadOnlyList<RefUpdate>, Task>?> PrepareAsync(
        ReferenceIntent intent, GitRepository git, IReadOnlyList<RefUpdate> moved, CancellationToken cancellation);
}

/// <summary>Everyone who follows references.</summary>
internal sealed class ReferenceFollowers(IEnumerable<IReferenceFollower> followers)
{
    /// <summary>What all of them will write.</summary>
    public async Task<IReadOnlyList<Func<WriteSession, IReadOnlyList<RefUpdate>, Task>>> PrepareAsync(
        ReferenceIntent intent, GitRepository git, IReadOnlyList<RefUpdate> moved, CancellationToken cancellation)
    {
        if (moved.Count == 0)
            return [];

        var writes = new List<Func<WriteSession, IReadOnlyList<RefUpdate>, Task>>();
        foreach (var follower in followers)
        {
            if (await follower.PrepareAsync(intent, git, moved, cancellation) is { } write)
                writes.Add(write);
        }

        return writes;
    }
}
