namespace Mortise.Server.Platform;

/// <summary>Where ids of objects come from: UUIDs of version 7, ordered by time.</summary>
internal sealed class IdSource(TimeProvider clock)
{
    public Guid New() => Guid.CreateVersion7(clock.GetUtcNow());
}
