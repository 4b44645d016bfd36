using System.Globalization;
using System.Text.Json;

namespace Mortise.Server.Commands;

/// <summary>The report of an install for people: one line a step, in the order in which they happen, and below it what that step found.</summary>
/// <remarks>A step that was not reached is shown too, so that one sees how far the install came.</remarks>
internal static class InstallReportText
{
    /// <param name="report">As the admin API answers it, of an install that succeeded or failed.</param>
    public static void Write(JsonElement report, TextWriter output)
    {
        var failure = report.TryGetProperty("failure", out var told) ? told : default;
        var failedAt = failure.Text("step");
        output.WriteLine();
        WriteFetch(report, failedAt, output);
        WriteValidation(report, failedAt, output);
        WriteKey(report, failedAt, output);
        WriteCallback(report, failedAt, output);
        WriteNotActedOn(report, output);
        WriteFailure(failure, output);
    }

    /// <summary>As <see cref="Write"/>, of an update: no callback belongs to it, and what changed does.</summary>
    /// <param name="answer">With <c>report</c> and, where a sound descriptor was found, <c>difference</c>.</param>
    public static void WriteUpdate(JsonElement answer, TextWriter output)
    {
        var report = Member(answer, "report");
        var failure = Member(report, "failure");
        var failedAt = failure.Text("step");
        output.WriteLine();
        if (failedAt == "fetch" || Member(report, "fetch").ValueKind == JsonValueKind.Object)
            WriteFetch(report, failedAt, output);

        WriteValidation(report, failedAt, output);
        var refused = failedAt is not ("" or "fetch" or "validation");
        var reached = Member(answer, "difference") is { ValueKind: JsonValueKind.Object } difference ? difference : default;
        WriteStep("change", refused ? "refused" : reached.ValueKind == JsonValueKind.Object ? report.Text("outcome") : null, refused, output);
        WriteDifference(reached, output);
        WriteNotActedOn(report, output);
        WriteFailure(failure, output);
    }

    private static void WriteDifference(JsonElement difference, TextWriter output)
    {
        if (difference.ValueKind != JsonValueKind.Object)
            return;

        if (Member(difference, "descriptor_url") is { ValueKind: JsonValueKind.Object } url)
            Detail($"descriptor URL   {Line(url.Text("before"))} -> {Line(url.Text("after"))}", output);

        Listed("scopes gained", Items(Member(difference, "scopes"), "gained"));
        Listed("scopes dropped", Items(Member(difference, "scopes"), "dropped"));
        Listed("members changed", Items(difference, "members"));
        foreach (var module in Items(difference, "modules"))
            Detail($"{"module " + Line(module.Text("change")),-16} {Line(module.Text("kind"))} {Line(module.Text("name"))}".TrimEnd(), output);

        foreach (var lost in Member(difference, "linker_values_lost").EnumerateObject())
            Detail($"values lost      {Line(lost.Name)}: {lost.Value}", output);

        void Listed(string label, JsonElement.ArrayEnumerator items)
        {
            var text = string.Join(", ", items.Select(item => Line(item.ToString())));
            if (text.Length > 0)
                Detail($"{label,-16} {text}", output);
        }
    }

    private static void WriteFailure(JsonElement failure, TextWriter output)
    {
        if (failure.ValueKind != JsonValueKind.Object)
            return;

        output.WriteLine();
        output.WriteLine("  cause  " + Line(failure.Text("cause")));
        output.WriteLine("  fix    " + Line(failure.Text("fix")));
    }

    private static void WriteFetch(JsonElement report, string failedAt, TextWriter output)
    {
        var fetch = Member(report, "fetch");
        var facts = fetch.ValueKind == JsonValueKind.Object ? $"{Line(fetch.Text("url"))}  {Answer(fetch)}" : null;
        if (facts is not null && fetch.Text("status").Length > 0)
            facts += $"  {fetch.Text("bytes")} bytes";

        WriteStep("fetch", facts, failedAt == "fetch", output);
        foreach (var redirect in Items(fetch, "redirects"))
            Detail("redirected to " + Line(redirect.ToString()), output);
    }

    private static void WriteValidation(JsonElement report, string failedAt, TextWriter output)
    {
        var validation = Member(report, "validation");
        var (faults, warnings) = (Items(validation, "faults").ToList(), Items(validation, "warnings").ToList());
        var facts = validation.ValueKind != JsonValueKind.Object ? null
            : faults.Count > 0 ? Count(faults.Count, "fault")
            : warnings.Count > 0 ? $"the descriptor is sound, with {Count(warnings.Count, "warning")}"
            : "the descriptor is sound";
        WriteStep("validation", facts, failedAt == "validation", output);
        foreach (var fault in faults)
        {
            Detail($"fault at {Pointer(fault)}", output);
            Detail($"  found     {Line(fault.Text("found"))}", output);
            Detail($"  expected  {Line(fault.Text("expected"))}", output);
        }

        foreach (var warning in warnings)
            Detail($"warning at {Pointer(warning)}: {Line(warning.Text("text"))}", output);
    }

    private static void WriteKey(JsonElement report, string failedAt, TextWriter output)
    {
        var failed = failedAt is "key" or "begin";
        var key = report.Text("key");
        WriteStep("key", failed ? Line(report.GetProperty("failure").Text("cause")) : key.Length > 0 ? Line(key) : null, failed, output);
    }

    private static void WriteCallback(JsonElement report, string failedAt, TextWriter output)
    {
        var callback = Member(report, "callback");
        var failed = failedAt == "callback";
        if (callback.ValueKind != JsonValueKind.Object)
        {
            var installed = failedAt.Length == 0 ? "the descriptor asks for none" : null;
            WriteStep("callback", failed ? Line(report.GetProperty("failure").Text("cause")) : installed, failed, output);
            return;
        }

        var signed = callback.Text("signed") == bool.TrueString ? "signed" : "unsigned";
        WriteStep("callback", $"{Line(callback.Text("url"))}  {Answer(callback)}  {signed}", failed, output);
        if (callback.Text("body_start") is { Length: > 0 } start)
            Detail("the app answered: " + Line(start), output);
    }

    private static void WriteNotActedOn(JsonElement report, TextWriter output)
    {
        var entries = Items(report, "not_acted_on").ToList();
        if (entries.Count == 0)
            return;

        output.WriteLine();
        output.WriteLine("  Not acted on by this version:");
        var width = entries.Max(entry => Pointer(entry).Length);
        foreach (var entry in entries)
            output.WriteLine($"    {Pointer(entry).PadRight(width)}  {Line(entry.Text("detail"))}".TrimEnd());
    }

    /// <param name="facts">Null: the step was not reached.</param>
    private static void WriteStep(string name, string? facts, bool failed, TextWriter output) =>
        output.WriteLine($"  {(failed ? Mark.Failed : facts is null ? Mark.NotReached : Mark.Passed)} {name,-10}  {facts ?? "not reached"}");

    private static void Detail(string text, TextWriter output) => output.WriteLine("      " + text);

    /// <summary>The status and the time that the other side took.</summary>
    private static string Answer(JsonElement step)
    {
        var status = step.Text("status");
        return $"{(status.Length > 0 ? status : "no answer")}  {step.Text("time_ms")} ms";
    }

    private static string Pointer(JsonElement entry) => Line(entry.Text("pointer")) is { Length: > 0 } pointer ? pointer : "the whole document";

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && Member(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    private static string Line(string text) => Mark.OneLine(text);
}
