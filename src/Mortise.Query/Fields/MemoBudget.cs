namespace Mortise.Query.Fields;

/// <summary>How many more decisions one mask may remember. Stored documents choose their own member names, so that the number needs a bound.</summary>
internal sealed class MemoBudget
{
    private int slots = 8192;

    /// <summary>False when fewer than <paramref name="count"/> slots are left; nothing is taken then.</summary>
    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref slots, -count) >= 0)
            return true;

        Interlocked.Add(ref slots, count);
        return false;
    }
}
