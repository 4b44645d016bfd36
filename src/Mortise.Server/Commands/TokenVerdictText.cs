using System.Text.Json;

namespace Mortise.Server.Commands;

/// <summary>The verdict on an app's token for people: what it claims, each step with a mark, and the two texts that were hashed, one under the other.</summary>
internal static class TokenVerdictText
{
    public static void Write(JsonElement verdict, TextWriter output)
    {
        output.WriteLine();
        WriteClaims(verdict, output);
        foreach (var step in Steps(verdict))
            WriteStep(step, output);

        output.WriteLine();
        WriteHashes(verdict, output);
        if (verdict.Text("warning") is { Length: > 0 } warning)
            output.WriteLine("  warning  " + Mark.OneLine(warning));

        output.WriteLine(verdict.Text("accepted") == bool.TrueString ? "  The server takes this token for this request." : "  The server refuses this token for this request.");
    }

    private static void WriteClaims(JsonElement verdict, TextWriter output)
    {
        foreach (var part in (string[])["token", "installation"])
        {
            if (!verdict.TryGetProperty(part, out var claims))
                continue;

            output.WriteLine("  " + part);
            foreach (var claim in claims.EnumerateObject().Where(claim => claim.Value.ValueKind != JsonValueKind.Null))
                output.WriteLine($"    {claim.Name,-10}  {Mark.OneLine(claim.Value.ToString())}");

            output.WriteLine();
        }
    }

    private static void WriteStep(JsonElement step, TextWriter output)
    {
        var outcome = step.Text("outcome");
        var mark = outcome == "failed" ? Mark.Failed : outcome == "not reached" ? Mark.NotReached : Mark.Passed;
        var remark = step.Text("message") is { Length: > 0 } message ? message : outcome == "passed" ? "" : outcome;
        output.WriteLine($"  {mark} {step.Text("step"),-10}  {Mark.OneLine(remark)}".TrimEnd());
    }

    /// <summary>Aligned, with a caret under the first letter that differs, so that the eye finds it.</summary>
    private static void WriteHashes(JsonElement verdict, TextWriter output)
    {
        var (expected, found) = (Mark.OneLine(verdict.Text("expected_canonical_request")), Mark.OneLine(verdict.Text("token_canonical_request")));
        var (expectedHash, foundHash) = (verdict.Text("expected_qsh"), Mark.OneLine(verdict.Text("token_qsh")));
        output.WriteLine("  this request   " + expected);
        if (found.Length > 0 || foundHash.Length > 0)
            output.WriteLine("  the token's    " + (found.Length > 0 ? found : "cannot be told from its hash"));

        if (found.Length > 0 && found != expected)
            output.WriteLine(new string(' ', "  this request   ".Length + expected.AsSpan().CommonPrefixLength(found)) + "^ they differ from here on");

        output.WriteLine("  its qsh        " + expectedHash);
        if (foundHash.Length > 0)
            output.WriteLine("  the token's    " + foundHash);

        if (verdict.Text("token_mistake") is { Length: > 0 } mistake)
            output.WriteLine("  mistake        " + Mark.OneLine(mistake));

        output.WriteLine();
    }

    private static JsonElement.ArrayEnumerator Steps(JsonElement verdict) => verdict.TryGetProperty("steps", out var steps) ? steps.EnumerateArray() : default;
}
