namespace Mortise.Testing;

/// <summary>The system's clock, moved as far as a test says; its timers tick as ever.</summary>
public sealed class FakeClock : TimeProvider
{
    private long moved;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref moved));

    /// <summary>Lets time pass at once.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref moved, by.Ticks);
}
