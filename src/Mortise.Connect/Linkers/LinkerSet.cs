using System.Buffers;

namespace Mortise.Connect.Linkers;

/// <summary>All linkers of a workspace. Immutable, safe for many threads.</summary>
/// <remarks>
/// Each linker finds its matches alone, by the scan of its own <c>re.sub</c> over the whole text; then they are merged: leftmost first, on equal
/// start the longest, then the linker that stands first in the set. A match that gives way is dropped; nothing is searched again. Source:
/// <c>connect.md</c> 13.2, 13.4.
/// </remarks>
public sealed class LinkerSet
{
    public static readonly LinkerSet Empty = new([]);

    /// <summary>A pass that nobody uses at the moment, so that a text leaves no garbage.</summary>
    private LinkerPass? spare;

    /// <param name="linkers">The strongest first: earlier installations before later ones, each in the order of its descriptor.</param>
    public LinkerSet(IEnumerable<CompiledLinker> linkers)
    {
        All = [.. linkers];
        SplitOnes = [.. Indexes(linker => linker.Split is not null)];
        RegexOnes = [.. Indexes(linker => linker.Regex is { IsLinear: true }), .. Indexes(linker => linker.Regex is { IsLinear: false })];
    }

    public IReadOnlyList<CompiledLinker> Linkers => All;

    internal CompiledLinker[] All { get; }

    /// <summary>Places of the linkers that run without a regex engine.</summary>
    internal int[] SplitOnes { get; }

    /// <summary>Places of the others, those with an automaton first.</summary>
    internal int[] RegexOnes { get; }

    /// <summary>The links of a text.</summary>
    public IReadOnlyList<LinkedSpan> Find(string text)
    {
        var pass = Take();
        var spans = pass.Find(text);
        spare = pass;
        return spans;
    }

    /// <summary>The links of a text, and what each linker did.</summary>
    public LinkerPreview Preview(string text) => new LinkerPass(this).Preview(text);

    /// <summary>Writes a text as HTML, escaped, with its links and images.</summary>
    public void WriteHtml(string text, IBufferWriter<char> output)
    {
        var pass = Take();
        pass.WriteHtml(text, output);
        spare = pass;
    }

    private LinkerPass Take()
    {
        var pass = Interlocked.Exchange(ref spare, null) ?? new LinkerPass(this);
        pass.Restart();
        return pass;
    }

    private IEnumerable<int> Indexes(Func<CompiledLinker, bool> test) => Enumerable.Range(0, All.Length).Where(at => test(All[at]));
}
