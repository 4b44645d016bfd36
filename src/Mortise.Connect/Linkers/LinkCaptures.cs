using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mortise.Connect.Linkers;

/// <summary>Where groups 1 to 9 of a match lie in its text, and in slot 0 where the text of its first <c>(?K)</c> lies.</summary>
internal struct LinkCaptures
{
    public const int Slots = 10;

    /// <summary>The slot of the first <c>(?K)</c>.</summary>
    public const int Value = 0;

    private Places places;

    /// <summary>The text of a slot; empty for a group that took no part.</summary>
    public readonly ReadOnlySpan<char> Text(int slot, ReadOnlySpan<char> source) => source.Slice(places[slot].Start, places[slot].Length);

    public void Set(int slot, int start, int end) => places[slot] = new(start, end - start);

    [InlineArray(Slots)]
    private struct Places
    {
        private Place first;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(int Start, int Length);
}
