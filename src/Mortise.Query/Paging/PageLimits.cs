namespace Mortise.Query.Paging;

/// <summary>How many items a page of one collection holds: 10 and 100, unless the collection says otherwise.</summary>
/// <param name="Default">Without <c>pagelen</c>.</param>
/// <param name="Max">At most; more is refused.</param>
public sealed record PageLimits(int Default = 10, int Max = 100);
