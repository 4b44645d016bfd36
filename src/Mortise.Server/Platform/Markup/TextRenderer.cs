using System.Buffers;
using System.Text;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax.Inlines;
using Mortise.Connect.Linkers;

namespace Mortise.Server.Platform.Markup;

/// <summary>Writes plain text through the linkers, and links and images only where they may lead.</summary>
/// <remarks>
/// The parser cuts a text at every character that might mean something (<c>_</c>, <c>[</c>, an escape, an entity). Neighbours that turned out to
/// be plain text are one text again for the linkers, so that <c>A_B-12</c> is found. A line break, emphasis, code and links end a text.
/// </remarks>
internal sealed class TextRenderer(LinkerPass pass, MarkupPlaces? places)
{
    private readonly ArrayBufferWriter<char> buffer = new();
    private int links;

    /// <summary>Takes the place of the renderers that write text, links and images.</summary>
    public void AddTo(HtmlRenderer renderer)
    {
        Replace<LiteralInlineRenderer>(renderer, new Literals(this));
        Replace<HtmlEntityInlineRenderer>(renderer, new Entities(this));
        Replace<LinkInlineRenderer>(renderer, new Links(this));
        Replace<AutolinkInlineRenderer>(renderer, new Autolinks());
    }

    private static void Replace<T>(HtmlRenderer renderer, IMarkdownObjectRenderer by)
        where T : IMarkdownObjectRenderer
    {
        if (!renderer.ObjectRenderers.TryRemove<T>())
            throw new InvalidOperationException($"The pipeline has no {typeof(T).Name}, so that something would pass unseen");

        renderer.ObjectRenderers.Insert(0, by);
    }

    /// <summary>Writes a run of text at its first piece; the others are written by then.</summary>
    private void WriteRun(HtmlRenderer renderer, Inline first)
    {
        if (first.PreviousSibling is { } previous && TextOf(previous) is not null)
            return;

        var text = RunFrom(first);
        if (links > 0 || !renderer.EnableHtmlForInline)
        {
            renderer.WriteEscape(text);
            return;
        }

        buffer.ResetWrittenCount();
        pass.WriteHtml(text, buffer);
        renderer.Write(buffer.WrittenSpan);
    }

    /// <summary>The run as one text, in a time that grows with its length and not with its pieces.</summary>
    private static string RunFrom(Inline first)
    {
        var text = TextOf(first)!;
        if (first.NextSibling is not { } second || TextOf(second) is not { } added)
            return text;

        var run = new StringBuilder(text).Append(added);
        for (var next = second.NextSibling; next is not null && TextOf(next) is { } more; next = next.NextSibling)
            run.Append(more);

        return run.ToString();
    }

    private static string? TextOf(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        _ => null,
    };

    private void WriteLink(HtmlRenderer renderer, LinkInline link)
    {
        var url = link.GetDynamicUrl?.Invoke() ?? link.Url ?? "";
        var beside = places?.Resolve(url, link.IsImage);
        if (!renderer.EnableHtmlForInline || !(beside is not null || (link.IsImage ? LinkTarget.MayShow(url) : LinkTarget.MayLead(url))))
        {
            renderer.WriteChildren(link);
            return;
        }

        if (link.IsImage)
            WriteImage(renderer, link, beside ?? url);
        else
            WriteAnchor(renderer, link, beside ?? url);
    }

    private void WriteAnchor(HtmlRenderer renderer, LinkInline link, string url)
    {
        OpenAnchor(renderer, url);
        WriteTitle(renderer, link.Title);
        renderer.Write('>');
        links++;
        renderer.WriteChildren(link);
        links--;
        renderer.Write("</a>");
    }

    private static void WriteImage(HtmlRenderer renderer, LinkInline link, string url)
    {
        renderer.Write("<img src=\"").WriteEscapeUrl(url).Write("\" alt=\"");
        renderer.EnableHtmlForInline = false;
        renderer.WriteChildren(link);
        renderer.EnableHtmlForInline = true;
        renderer.Write('"');
        WriteTitle(renderer, link.Title);
        renderer.Write('>');
    }

    private static void OpenAnchor(HtmlRenderer renderer, string url) =>
        renderer.Write("<a href=\"").WriteEscapeUrl(url).Write("\" rel=\"nofollow noopener\"");

    private static void WriteTitle(HtmlRenderer renderer, string? title)
    {
        if (!string.IsNullOrEmpty(title))
            renderer.Write(" title=\"").WriteEscape(title).Write('"');
    }

    private sealed class Literals(TextRenderer text) : HtmlObjectRenderer<LiteralInline>
    {
        protected override void Write(HtmlRenderer renderer, LiteralInline obj) => text.WriteRun(renderer, obj);
    }

    private sealed class Entities(TextRenderer text) : HtmlObjectRenderer<HtmlEntityInline>
    {
        protected override void Write(HtmlRenderer renderer, HtmlEntityInline obj) => text.WriteRun(renderer, obj);
    }

    private sealed class Links(TextRenderer text) : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline obj) => text.WriteLink(renderer, obj);
    }

    /// <summary>Addresses between angle brackets.</summary>
    private sealed class Autolinks : HtmlObjectRenderer<AutolinkInline>
    {
        protected override void Write(HtmlRenderer renderer, AutolinkInline obj)
        {
            var url = obj.IsEmail ? "mailto:" + obj.Url : obj.Url;
            if (!renderer.EnableHtmlForInline || !LinkTarget.MayLead(url))
            {
                renderer.WriteEscape(obj.Url);
                return;
            }

            OpenAnchor(renderer, url);
            renderer.Write('>');
            renderer.WriteEscape(obj.Url);
            renderer.Write("</a>");
        }
    }
}
