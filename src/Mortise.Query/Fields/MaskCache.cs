using System.Collections.Concurrent;

namespace Mortise.Query.Fields;

/// <summary>Masks by their text, in two generations: when the young one is full, it becomes the old one, and the old one is let go.</summary>
internal sealed class MaskCache
{
    private const int GenerationSize = 256;
    private const int MaxTextLength = 4096;

    private volatile ConcurrentDictionary<string, FieldMask> young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, FieldMask> old = new(StringComparer.Ordinal);
    private int room = GenerationSize;

    public FieldMask? Find(string text)
    {
        if (young.TryGetValue(text, out var mask))
            return mask;

        if (old.TryGetValue(text, out mask))
            Keep(text, mask);
        return mask;
    }

    public void Keep(string text, FieldMask mask)
    {
        if (text.Length > MaxTextLength || !young.TryAdd(text, mask) || Interlocked.Decrement(ref room) != 0)
            return;

        // Only the caller that took the last place comes here.
        old = young;
        young = new(StringComparer.Ordinal);
        Volatile.Write(ref room, GenerationSize);
    }
}
