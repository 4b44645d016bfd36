using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>Linkers for tests, in one line.</summary>
internal static class Compiled
{
    public static CompiledLinker Linker(
        string regex, string url = @"https://h.example/\1", string[]? values = null, string app = "app", string key = "key",
        LinkerKind kind = LinkerKind.Link, TimeProvider? clock = null)
    {
        var source = new Linker(key, regex, url, url, kind, regex.Contains("(?K)", StringComparison.Ordinal), "/modules/linkers/0");
        Assert.True(CompiledLinker.TryCompile(app, source, clock ?? TimeProvider.System, out var linker, out var problem), $"{regex}: {problem}");
        return values is null ? linker : linker.WithValues(Values(values));
    }

    public static LinkerValues Values(params IEnumerable<string> texts) => LinkerValues.Of(texts.Select(text =>
    {
        Assert.True(LinkerValue.TryParse(text, out var value, out var problem), problem);
        return value;
    }));

    public static string Problem(string regex, string url = "/x")
    {
        var source = new Linker("key", regex, url, "https://h.example" + url, LinkerKind.Link, TakesValues: false, "/modules/linkers/0");
        Assert.False(CompiledLinker.TryCompile("app", source, TimeProvider.System, out _, out var problem), $"{regex} is taken");
        return problem;
    }

    /// <summary>The links of a harmless text; asks again where a busy machine took the time away.</summary>
    public static IReadOnlyList<LinkedSpan> FindInTime(string text, params CompiledLinker[] linkers)
    {
        var preview = new LinkerSet(linkers).Preview(text);
        for (var again = 0; again < 5 && preview.Runs.Any(run => run.Skipped is LinkerSkip.Timeout or LinkerSkip.TextTimeout); again++)
            preview = new LinkerSet(linkers).Preview(text);

        return preview.Spans;
    }

    /// <summary>The links as <c>text>url</c>, each on a line.</summary>
    public static string[] Links(string text, params CompiledLinker[] linkers) =>
        [.. FindInTime(text, linkers).Select(span => $"{text.Substring(span.Start, span.Length)}>{span.Url}")];
}
