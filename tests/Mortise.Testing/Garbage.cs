namespace Mortise.Testing;

/// <summary>What a piece of code leaves to the collector.</summary>
public static class Garbage
{
    private const int MostRuns = 20;

    /// <summary>The bytes that this thread allocates in a run of <paramref name="work"/>: of several runs the least.</summary>
    /// <remarks>
    /// One run may pay for what is not its own: a better version of a method that the runtime swaps in, or a shared pool that a collection has emptied.
    /// What the work itself allocates shows in every run.
    /// </remarks>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var run = 0; run < MostRuns && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
