using Mortise.Connect.Descriptors;

namespace Mortise.Connect.Linkers;

/// <summary>A part of a text that becomes a link or an image.</summary>
/// <param name="Start">In UTF-16 code units from the start of the text.</param>
/// <param name="Length">In UTF-16 code units, at least one.</param>
/// <param name="Url">Absolute, of http or https; not escaped for HTML.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Value">The text of the first <c>(?K)</c>; empty for a linker without one.</param>
/// <param name="Linker">Whose match it is.</param>
public sealed record LinkedSpan(int Start, int Length, string Url, LinkerKind Kind, string Value, CompiledLinker Linker);

/// <summary>What a linker did with a text.</summary>
/// <param name="Linker">Which.</param>
/// <param name="Elapsed">How long it ran.</param>
/// <param name="Links">Its matches that became links.</param>
/// <param name="Overlapped">Its matches that gave way to another linker's.</param>
/// <param name="Refused">Matches of its regex whose <c>(?K)</c> is none of its values.</param>
/// <param name="Skipped">Why it was left out; null when it ran to the end.</param>
public sealed record LinkerRun(CompiledLinker Linker, TimeSpan Elapsed, int Links, int Overlapped, int Refused, LinkerSkip? Skipped);

/// <summary>What all linkers of a set made of a text.</summary>
/// <param name="Spans">The links, in the order of the text.</param>
/// <param name="Runs">One for each linker, in the order of the set.</param>
public sealed record LinkerPreview(IReadOnlyList<LinkedSpan> Spans, IReadOnlyList<LinkerRun> Runs);
