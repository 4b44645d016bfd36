namespace Mortise.Connect.Linkers;

/// <summary>Leaves a linker out for a while once it has run out of time too often. Safe for many threads.</summary>
internal sealed class LinkerBreaker(TimeProvider clock)
{
    /// <summary>So many timeouts, each within <see cref="Window"/> of the one before, open it.</summary>
    public const int Limit = 3;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>How long it stays open. Within <see cref="Window"/>, one more timeout opens it again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private DateTimeOffset last = DateTimeOffset.MinValue;
    private volatile int strikes;

    /// <summary>Timeouts that still count; linkers without any run first.</summary>
    public int Strikes => strikes;

    public bool IsOpen
    {
        get
        {
            if (strikes < Limit)
                return false;

            lock (gate)
                return strikes >= Limit && clock.GetUtcNow() - last < Pause;
        }
    }

    public void AddTimeout()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            strikes = now - last < Window ? Math.Min(strikes + 1, Limit) : 1;
            last = now;
        }
    }
}
