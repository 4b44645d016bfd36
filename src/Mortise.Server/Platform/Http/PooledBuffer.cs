using System.Buffers;

namespace Mortise.Server.Platform.Http;

/// <summary>A growing buffer of rented memory for one answer; returned when disposed. Not thread-safe.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] rented = ArrayPool<byte>.Shared.Rent(4096);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> WrittenMemory => rented.AsMemory(0, Length);

    public ReadOnlySpan<byte> WrittenSpan => rented.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return rented.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return rented.AsSpan(Length);
    }

    /// <summary>Begins anew, in the same memory.</summary>
    public void Clear() => Length = 0;

    public void Dispose()
    {
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented);

        rented = [];
    }

    private void Reserve(int sizeHint)
    {
        if (rented.Length - Length >= Math.Max(sizeHint, 1))
            return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(rented.Length * 2, Length + sizeHint));
        WrittenSpan.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }
}
