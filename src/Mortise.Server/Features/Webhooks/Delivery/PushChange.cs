using Mortise.Git;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;

namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>One reference of a push, with what its payload shows of it.</summary>
/// <param name="Old">The commit it was at; null when it was made, or where it came to no commit that is still there.</param>
/// <param name="New">The commit it is at; null when it is gone.</param>
/// <param name="Commits">What is new on a branch, newest first; null for tags and deletions.</param>
/// <param name="IsTruncated">Whether there are more.</param>
internal sealed record PushChange(RefUpdate Update, CommitView? Old, CommitView? New, bool IsForced, IReadOnlyList<CommitView>? Commits, bool IsTruncated);

/// <summary>What git knows of one reference of a push: ids alone, until all of them are read together.</summary>
internal sealed record PushedReference(RefUpdate Update, ObjectId? Old, ObjectId? New, bool IsForced, IReadOnlyList<ObjectId>? Commits, bool IsTruncated)
{
    /// <summary>Commits of one change (rest.md 19.2, D-139).</summary>
    private const int MostCommits = 5;

    /// <summary>Asks git about each reference. What has moved on or was pruned since then is told as far as it is there.</summary>
    public static async Task<IReadOnlyList<PushedReference>> ReadAsync(GitRepository git, ObjectReader reader, IReadOnlyList<RefUpdate> updates, CancellationToken cancellation)
    {
        var ends = await git.PeelAsync([.. updates.SelectMany(update => (ObjectId[])[update.Old, update.New])], cancellation);
        var moved = updates.Select(update => update.Name).ToHashSet();
        ObjectId[]? others = null;
        var found = new List<PushedReference>();
        for (var at = 0; at < updates.Count; at++)
        {
            var (update, old, now) = (updates[at], ends[2 * at], ends[(2 * at) + 1]);
            if (!update.Name.IsBranch || now is not { } tip)
            {
                found.Add(new(update, old, now, false, null, false));
                continue;
            }

            // What is new on a new branch is what no branch had that stood there before.
            if (old is null)
                others ??= [.. (await git.ListRefsAsync("refs/heads/", cancellation)).Where(other => !moved.Contains(other.Name)).Select(other => other.Id).Distinct()];

            var page = await git.ReadLogAsync(new CommitWalk([tip], old is { } before ? [before] : others!), 0, MostCommits, cancellation);
            var isForced = old is { } was && await git.FindMergeBaseAsync(was, tip, cancellation) != was;
            found.Add(new(update, old, now, isForced, page.Ids, page.Rest is not null));
        }

        return found;
    }
}
