using System.Runtime.InteropServices;

namespace Mortise.Query.Fields;

/// <summary>An item at one node below <c>properties</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PropertiesItem
{
    /// <summary>In place of an item that ended above: put back as many levels as <see cref="Segment"/> says.</summary>
    public const int PutBack = -1;

    /// <summary>Index of the item in the selection of <c>properties</c>, or <see cref="PutBack"/>.</summary>
    public int Item;

    /// <summary>The segment that is next.</summary>
    public int Segment;

    /// <summary>How many segments the name of its target takes: 1 for <c>*</c>, 0 when it has no target at this node.</summary>
    public int Length;
}
