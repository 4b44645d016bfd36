using System.Buffers;

namespace Mortise.Connect.Linkers;

/// <summary>Text as HTML, for elements and for attributes in double quotes.</summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("<>&\"'");

    public static void Write(ReadOnlySpan<char> text, IBufferWriter<char> output)
    {
        for (var at = text.IndexOfAny(Special); at >= 0; at = text.IndexOfAny(Special))
        {
            output.Write(text[..at]);
            output.Write(text[at] switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", '"' => "&quot;", _ => "&#39;" });
            text = text[(at + 1)..];
        }

        output.Write(text);
    }
}
