using System.Runtime.InteropServices;

namespace Mortise.Connect.Linkers;

/// <summary>A match of one linker that its values and its URL allow.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LinkMatch
{
    /// <summary>Its place in the set: the earlier, the stronger.</summary>
    public int Linker;

    public int Start;
    public int Length;
    public LinkCaptures Captures;

    public readonly int End => Start + Length;

    /// <summary>Leftmost first; on equal start the longest, then the strongest.</summary>
    public static int Compare(LinkMatch one, LinkMatch other)
    {
        var order = one.Start.CompareTo(other.Start);
        if (order == 0)
            order = other.Length.CompareTo(one.Length);

        return order != 0 ? order : one.Linker.CompareTo(other.Linker);
    }
}
