using Mortise.Connect.Linkers;

namespace Mortise.Server.Platform.Markup;

/// <summary>What somebody wrote, with the linkers of the workspace it is shown in.</summary>
/// <param name="Raw">As written.</param>
/// <param name="Linkers">Those that run on it.</param>
/// <param name="Kind">How it is read.</param>
internal readonly record struct MarkupText(string Raw, LinkerSet Linkers, MarkupKind Kind = MarkupKind.Markdown)
{
    /// <summary>Where relative addresses in it lead; null: wherever the page is, and images by relative addresses are not shown.</summary>
    public MarkupPlaces? Places { get; init; }
}

/// <summary>How a text is read; on the wire the name in lower case.</summary>
internal enum MarkupKind
{
    Markdown,
    PlainText,
}
