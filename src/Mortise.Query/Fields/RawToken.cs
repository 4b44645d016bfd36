namespace Mortise.Query.Fields;

internal enum RawKind : byte
{
    Scalar,
    Object,
    Array,
    Name,
}

/// <summary>One token of stored JSON: a member name or a whole value, as a range of the source.</summary>
internal struct RawToken
{
    /// <summary>First byte; of a name, the byte after its opening quote.</summary>
    public int Start;

    /// <summary>Bytes; of a name, those between its quotes.</summary>
    public int Length;

    /// <summary>The token after this value and all that is in it. While a container is being read: the container around it, or -1.</summary>
    public int Next;

    public RawKind Kind;

    /// <summary>Of a name: whether it holds escapes.</summary>
    public bool IsEscaped;

    /// <summary>Of a name: whether a later member of the same object has the same name. The last one wins.</summary>
    public bool IsShadowed;

    /// <summary>Of an array: whether an object stands in it, at any depth of arrays.</summary>
    public bool HoldsObjects;
}
