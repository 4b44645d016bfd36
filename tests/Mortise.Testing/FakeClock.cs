namespace Mortise.Testing;

/// <summary>The system's clock, moved as far as a test says; its timers tick as ever.</summary>
/// <param name="stands">It moves only as the test says: for what has to happen within some seconds, which a busy machine may not keep.</param>
public sealed class FakeClock(bool stands = false) : TimeProvider
{
    private readonly DateTimeOffset begun = System.GetUtcNow();
    private readonly long begunTimestamp = System.GetTimestamp();
    private long moved;

    public override DateTimeOffset GetUtcNow() => (stands ? begun : System.GetUtcNow()) + TimeSpan.FromTicks(Interlocked.Read(ref moved));

    /// <summary>For what measures how long something takes, or how old it is.</summary>
    public override long GetTimestamp() =>
        stands ? begunTimestamp + (long)(Interlocked.Read(ref moved) * (double)TimestampFrequency / TimeSpan.TicksPerSecond) : System.GetTimestamp();

    /// <summary>Lets time pass at once.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref moved, by.Ticks);
}
