namespace Mortise.Query.Fields;

/// <summary>When a member of a representation is written although <c>fields</c> does not name it.</summary>
public enum Shown
{
    /// <summary>Part of the default representation, also where the object is condensed.</summary>
    Always,

    /// <summary>Part of the default representation, but left out where the object stands embedded in another resource.</summary>
    Full,

    /// <summary>Off by default: written only when an item names it or matches it with <c>*</c>.</summary>
    Extra,
}
