using System.Buffers;
using System.Text;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Mortise.Connect.Linkers;
using Mortise.Query.Fields;

namespace Mortise.Server.Platform.Markup;

/// <summary>The one way from text that people write to HTML: sanitised, with links by the linkers (docs/decisions/0011-markup-pipeline.md).</summary>
/// <remarks>
/// HTML in the text is shown as text. Links go to http, https, mailto or a relative address, images come from http and https; what asks for
/// anything else is shown as text. Linkers run on what a reader sees as plain text: never in code, links, autolinks or images.
/// </remarks>
internal static class MarkupRenderer
{
    /// <summary>A longer text is shown as it is, without markup and without links, in UTF-16 code units.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>With more of one sign of <see cref="Openings"/> than this a text is shown as it is: the parser's time grows with their square.</summary>
    public const int MaxOpenings = 4096;

    private const int LongestLine = 1000;

    /// <summary>What may open a link, a cell or an emphasis.</summary>
    private const string Openings = "[|*_~";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseAutoLinks()
        .Build();

    /// <summary>Writes the members of a <c>rendered</c> object (rest.md 16.5); the HTML is made only where <c>fields</c> wants it.</summary>
    public static void Write(ObjectWriter o, MarkupText text)
    {
        o.Write("type", "rendered");
        o.Write("raw", text.Raw);
        o.Write("markup", text.Kind == MarkupKind.Markdown ? "markdown" : "plaintext");
        if (o.Wants("html"))
            o.Write("html", Render(text));
    }

    /// <summary>The text as HTML.</summary>
    public static string Render(MarkupText text) => text.Kind == MarkupKind.Markdown && IsBounded(text.Raw)
        ? RenderMarkdown(text.Raw, text.Linkers, text.Places)
        : RenderPlain(text.Raw, text.Linkers);

    /// <summary>The first line that says something, without markup, for a list; at most <see cref="LongestLine"/> code units of the text are looked at.</summary>
    public static string FirstLine(string raw)
    {
        foreach (var line in raw.AsSpan(0, Math.Min(raw.Length, LongestLine)).EnumerateLines())
        {
            if (line.IsWhiteSpace())
                continue;

            var text = line.Trim().ToString();
            if (IsBounded(text) && Unmarked(text) is { Length: > 0 } plain)
                return plain;
        }

        return "";
    }

    private static string Unmarked(string line)
    {
        try
        {
            return Markdown.ToPlainText(line, Pipeline).Trim();
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested deeper than it can walk.
            return line;
        }
    }

    private static bool IsBounded(string raw)
    {
        if (raw.Length > MaxLength)
            return false;

        foreach (var opening in Openings)
        {
            if (raw.AsSpan().Count(opening) > MaxOpenings)
                return false;
        }

        return true;
    }

    private static string RenderMarkdown(string raw, LinkerSet linkers, MarkupPlaces? places)
    {
        try
        {
            var document = Markdown.Parse(raw, Pipeline);
            foreach (var box in document.Descendants<TaskList>())
                box.GetAttributes().AddProperty("aria-label", box.Checked ? "Done" : "To do");

            using var writer = new StringWriter { NewLine = "\n" };
            var renderer = new HtmlRenderer(writer);
            Pipeline.Setup(renderer);
            new TextRenderer(new LinkerPass(linkers), places).AddTo(renderer);
            renderer.Render(document);
            return writer.ToString().TrimEnd('\n');
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested deeper than it can walk.
            return RenderPlain(raw, linkers);
        }
    }

    /// <summary>A paragraph for each run of lines between empty ones; a text over the bound is not given to the linkers.</summary>
    private static string RenderPlain(string raw, LinkerSet linkers)
    {
        var pass = new LinkerPass(raw.Length <= MaxLength ? linkers : LinkerSet.Empty);
        var output = new ArrayBufferWriter<char>(raw.Length + 64);
        foreach (var paragraph in raw.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            output.Write(output.WrittenCount == 0 ? "<p>" : "\n<p>");
            pass.WriteHtml(paragraph, output);
            output.Write("</p>");
        }

        return new StringBuilder(output.WrittenCount).Append(output.WrittenSpan).Replace("\0", "\uFFFD").ToString();
    }
}
