using System.Runtime.InteropServices;

namespace Mortise.Query.Fields;

/// <summary>An item at one node below <c>properties</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PropertiesItem
{
    /// <summary>Index of the item in the selection of <c>properties</c>.</summary>
    public int Item;

    /// <summary>The segment that is next.</summary>
    public int Segment;

    /// <summary>How many segments the name of its target takes: 1 for <c>*</c>, 0 when it has no target at this node.</summary>
    public int Length;
}
