namespace Mortise.Connect.Descriptors;

/// <summary>Something that makes a descriptor unusable.</summary>
/// <param name="Pointer">Where, as a JSON Pointer (RFC 6901); empty for the document itself.</param>
/// <param name="Found">What stands there, shortened, or <c>nothing</c>.</param>
/// <param name="Expected">What should stand there.</param>
public sealed record DescriptorFault(string Pointer, string Found, string Expected)
{
    public override string ToString() => $"{(Pointer.Length == 0 ? "(document)" : Pointer)}: found {Found}, expected {Expected}";
}

/// <summary>Something that was passed over or taken leniently.</summary>
/// <param name="Pointer">Where, as a JSON Pointer.</param>
/// <param name="Text">What, in one line.</param>
public sealed record DescriptorWarning(string Pointer, string Text)
{
    public override string ToString() => $"{Pointer}: {Text}";
}

/// <summary>One thing that a descriptor asks for, so that a host can say which of them it does not act on.</summary>
/// <param name="Pointer">Where, as a JSON Pointer.</param>
/// <param name="Kind">A root member's name (<c>baseUrl</c>), or a module collection's (<c>webPanels</c>), singular aliases made plural.</param>
/// <param name="Detail">The module's location, else its event, path or key; empty for a root member.</param>
public sealed record DescriptorEntry(string Pointer, string Kind, string Detail);

/// <summary>All that reading a descriptor found out, in the order of reading.</summary>
/// <param name="Faults">Every fault, not just the first; at most <see cref="MaxFaults"/>.</param>
/// <param name="Warnings">At most <see cref="MaxFaults"/>.</param>
/// <param name="Inventory">Every root member and every module.</param>
public sealed record DescriptorReport(
    IReadOnlyList<DescriptorFault> Faults, IReadOnlyList<DescriptorWarning> Warnings, IReadOnlyList<DescriptorEntry> Inventory)
{
    /// <summary>How many faults, and how many warnings, are kept.</summary>
    public const int MaxFaults = 200;
}
