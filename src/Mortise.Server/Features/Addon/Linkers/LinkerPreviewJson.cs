using System.Buffers;
using Mortise.Connect.Linkers;
using Mortise.Query.Fields;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>What the linkers made of a text, for people who look for the reason of a link or of its absence.</summary>
internal static class LinkerPreviewJson
{
    /// <param name="Text">What was tried.</param>
    /// <param name="Set">The linkers that it was tried with.</param>
    /// <param name="Preview">What came of it.</param>
    internal readonly record struct View(string Text, LinkerSet Set, LinkerPreview Preview);

    public static void Write(ObjectWriter o, View view)
    {
        o.Array("matches", [.. view.Preview.Spans.Select(span => (view.Text, span))], WriteMatch);
        o.Array("linkers", view.Preview.Runs, WriteRun);
        o.Write("html", Html(view));
    }

    private static void WriteMatch(ObjectWriter o, (string Text, LinkedSpan Span) match)
    {
        o.Write("start", match.Span.Start);
        o.Write("length", match.Span.Length);
        o.Write("text", match.Text.AsSpan(match.Span.Start, match.Span.Length));
        o.Write("url", match.Span.Url);
        o.Write("link_type", LinkerJson.NameOf(match.Span.Kind));
        o.Write("value", match.Span.Value.Length == 0 ? null : match.Span.Value);
        WriteLinker(o, match.Span.Linker);
    }

    private static void WriteRun(ObjectWriter o, LinkerRun run)
    {
        WriteLinker(o, run.Linker);
        o.Write("values", run.Linker.Values.Count);
        o.Write("links", run.Links);
        o.Write("overlapped", run.Overlapped);
        o.Write("refused", run.Refused);
        o.Write("microseconds", (long)run.Elapsed.TotalMicroseconds);
        o.Write("skipped", run.Skipped is { } reason ? Reason(reason) : null);
    }

    private static void WriteLinker(ObjectWriter o, CompiledLinker linker)
    {
        o.Write("app", linker.App);
        o.Write("linker", linker.Key);
        o.Write("lane", linker.Lane switch { LinkerLane.Split => "split", LinkerLane.Linear => "linear", _ => "timed" });
    }

    private static string Reason(LinkerSkip reason) => reason switch
    {
        LinkerSkip.NoValues => "it has a (?K) and no values",
        LinkerSkip.TextTooLong => "the text is too long for its lane",
        LinkerSkip.Timeout => $"it took more than {LinkerPass.LinkerBudget.TotalMilliseconds:0} ms",
        LinkerSkip.TextTimeout => $"all linkers together took the {LinkerPass.Budget.TotalMilliseconds:0} ms of a text",
        LinkerSkip.Paused => "it ran out of time too often lately",
        _ => $"the text has {LinkerPass.MaxLinks} links",
    };

    private static string Html(View view)
    {
        var output = new ArrayBufferWriter<char>(view.Text.Length + 256);
        view.Set.WriteHtml(view.Text, output);
        return output.WrittenSpan.ToString();
    }
}
