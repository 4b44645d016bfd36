using Mortise.Git.Objects;

namespace Mortise.Git.Log;

/// <summary>Where a log goes on: the starting points that were not shown yet, and the parents of what was shown.</summary>
/// <remarks>
/// A log shows each commit after all its descendants. So what it has not shown is exactly what the frontier reaches: a shown commit below a frontier's
/// would have been shown too early. Commits of one second keep their order, since each stands where it was last named.
/// </remarks>
internal sealed class CommitFrontier
{
    private readonly Dictionary<ObjectId, long> open = [];
    private long named;

    public CommitFrontier(IEnumerable<ObjectId> start)
    {
        foreach (var id in start)
            open.TryAdd(id, ++named);
    }

    public void Pass(ObjectId commit, IEnumerable<ObjectId> parents)
    {
        open.Remove(commit);
        foreach (var parent in parents)
            open[parent] = ++named;
    }

    public void Remove(ObjectId id) => open.Remove(id);

    /// <summary>Puts another commit in the place of one, unless it has a place of its own.</summary>
    public void Replace(ObjectId id, ObjectId other)
    {
        if (open.Remove(id, out var place))
            open.TryAdd(other, place);
    }

    public IReadOnlyList<ObjectId> ToList() => [.. open.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
}
