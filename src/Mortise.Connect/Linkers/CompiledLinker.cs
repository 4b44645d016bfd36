using System.Diagnostics.CodeAnalysis;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers.Scanning;

namespace Mortise.Connect.Linkers;

/// <summary>A linker made ready to run, with the values it has at one moment. Immutable, safe for many threads.</summary>
/// <remarks>Source: <c>connect.md</c> 13.</remarks>
public sealed class CompiledLinker
{
    private readonly LinkerPattern pattern;

    private CompiledLinker(string app, Linker source, LinkerPattern pattern, TimeProvider clock)
    {
        this.pattern = pattern;
        App = app;
        Key = source.Key;
        Kind = source.Kind;
        Template = LinkTemplate.Parse(source.AbsoluteUrl);
        Breaker = new LinkerBreaker(clock);
        Values = LinkerValues.None;
        if (SplitPlanner.Find(pattern) is { } plan)
            Split = new SplitScanner(plan);
        else
            Regex = new RegexScanner(pattern, Template);
    }

    private CompiledLinker(CompiledLinker other, LinkerValues values)
    {
        (pattern, App, Key, Kind, Template, Breaker, Split, Regex) =
            (other.pattern, other.App, other.Key, other.Kind, other.Template, other.Breaker, other.Split, other.Regex);
        Values = values;
    }

    /// <summary>The key of the app that it belongs to.</summary>
    public string App { get; }

    /// <summary>Its key within the app.</summary>
    public string Key { get; }

    public LinkerKind Kind { get; }

    /// <summary>Whether its regex has a <c>(?K)</c>; without values it then links nothing.</summary>
    public bool TakesValues => pattern.TakesValues;

    public LinkerValues Values { get; }

    public LinkerLane Lane => Split is not null ? LinkerLane.Split : Regex!.IsLinear ? LinkerLane.Linear : LinkerLane.Timed;

    internal LinkTemplate Template { get; }

    internal LinkerBreaker Breaker { get; }

    /// <summary>Exactly one of this and <see cref="Regex"/> is there.</summary>
    internal SplitScanner? Split { get; }

    internal RegexScanner? Regex { get; }

    /// <summary>Makes a linker ready, without values; or says in <paramref name="problem"/> what of its regex or URL was expected otherwise.</summary>
    /// <param name="app">The key of its app.</param>
    /// <param name="source">As the descriptor has it.</param>
    /// <param name="clock">Times how long a linker that is too slow is left out.</param>
    public static bool TryCompile(
        string app, Linker source, TimeProvider clock, [NotNullWhen(true)] out CompiledLinker? linker, [NotNullWhen(false)] out string? problem)
    {
        linker = null;
        if (LinkerPattern.TryParse(source.Regex, out var pattern, out problem))
            problem = LinkTemplate.FaultOf(source.Url, pattern.Groups);

        if (problem is null)
            linker = new CompiledLinker(app, source, pattern!, clock);

        return problem is null;
    }

    /// <summary>The same linker with other values; what is compiled, and what it did wrong lately, is kept.</summary>
    public CompiledLinker WithValues(LinkerValues values) => new(this, values);
}
