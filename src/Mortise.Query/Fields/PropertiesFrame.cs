using System.Runtime.InteropServices;

namespace Mortise.Query.Fields;

/// <summary>What is asked of one node below <c>properties</c>: how far it is open, and which items reach below it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PropertiesFrame
{
    /// <summary>The node is not wanted.</summary>
    public const int Absent = -1;

    /// <summary>The node is only the way to something deeper.</summary>
    public const int Passed = 0;

    /// <summary>A scalar that is wanted; of an object, its scalar members.</summary>
    public const int Shown = 1;

    /// <summary>The node's members, of which those that are objects show their scalars: what an item that ends here asks for.</summary>
    public const int Hit = 2;

    /// <summary>What <c>properties</c> itself asks for; the same as <c>properties.*</c>.</summary>
    public const int HitOfAll = 3;

    /// <summary>How many levels of members show without being named; or <see cref="Absent"/>, or <see cref="Passed"/>.</summary>
    public int Open;

    /// <summary>The same before the node's items are applied.</summary>
    public int Start;

    /// <summary>First of the node's items on the stack.</summary>
    public int First;

    /// <summary>Number of its items.</summary>
    public int Count;

    public readonly int End => First + Count;
}
