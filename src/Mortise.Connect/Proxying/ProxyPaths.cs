using System.Diagnostics.CodeAnalysis;
using Mortise.Connect.Descriptors;

namespace Mortise.Connect.Proxying;

/// <summary>Finds the proxy route that a path takes, and what its segments name.</summary>
/// <remarks>
/// A route is taken by paths of as many segments, whose texts are the route's, capitals included. Of several the one with a text where the other captures
/// is taken, from left to right. Source: <c>connect.md</c> 15; which one wins is a decision of ours.
/// </remarks>
public static class ProxyPaths
{
    /// <summary>What a segment can capture: an object by its UUID in braces, but for <c>pullrequest</c> (its id), <c>commit</c> (its hash) and <c>branch</c> (its name).</summary>
    public static IReadOnlyList<string> Capturable { get; } = ["workspace", "target_user", "repository", "pullrequest", "commit", "branch"];

    /// <summary>Objects that are found by their repository, which has to stand before them.</summary>
    private static readonly string[] InRepository = ["pullrequest", "commit", "branch"];

    /// <summary>Why no path can ever take a route; null when paths can.</summary>
    public static string? WhyNever(string pattern)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in Segments(pattern).Where(IsCapture).Select(segment => segment[1..^1]))
        {
            if (!Capturable.Contains(name))
                return $"{{{name}}} cannot be captured here; the names are {string.Join(", ", Capturable)}. Paths of this route answer 404";

            if (InRepository.Contains(name) && !seen.Contains("repository"))
                return $"{{{name}}} needs {{repository}} before it. Paths of this route answer 404";

            if (!seen.Add(name))
                return $"{{{name}}} stands twice. Paths of this route answer 404";
        }

        return null;
    }

    /// <summary>Finds the route; false when no route takes the path.</summary>
    /// <param name="routes">In the order of the descriptor, which decides between equals.</param>
    /// <param name="path">Begins with a slash; escapes undone. A slash at its end does not count.</param>
    public static bool TryFind(IReadOnlyList<ProxyRoute> routes, string path, [NotNullWhen(true)] out ProxyMatch? match)
    {
        match = null;
        var asked = Segments(path);
        string[]? best = null;
        foreach (var route in routes)
        {
            var segments = Segments(route.Pattern);
            if (!Takes(segments, asked) || WhyNever(route.Pattern) is not null || (best is not null && !IsCloser(segments, best)))
                continue;

            best = segments;
            match = new(route, Captures(segments, asked));
        }

        return match is not null;
    }

    private static bool Takes(string[] segments, string[] asked) =>
        segments.Length == asked.Length && segments.Zip(asked).All(pair => IsCapture(pair.First) ? pair.Second.Length > 0 : Text(pair.First) == pair.Second);

    /// <summary>Both take the path, so that they differ only in what they capture.</summary>
    private static bool IsCloser(string[] segments, string[] best)
    {
        var first = Array.FindIndex(segments, segment => IsCapture(segment));
        var other = Array.FindIndex(best, segment => IsCapture(segment));
        while (first == other && first >= 0)
            (first, other) = (Array.FindIndex(segments, first + 1, IsCapture), Array.FindIndex(best, other + 1, IsCapture));

        return other >= 0 && (first < 0 || first > other);
    }

    private static Dictionary<string, string> Captures(string[] segments, string[] asked) =>
        segments.Zip(asked).Where(pair => IsCapture(pair.First)).ToDictionary(pair => pair.First[1..^1], pair => pair.Second, StringComparer.Ordinal);

    private static string[] Segments(string path) => path.TrimEnd('/').Split('/');

    private static bool IsCapture(string segment) => segment is ['{', _, .., '}'];

    private static string Text(string segment) => Uri.UnescapeDataString(segment);
}

/// <summary>A route that a path takes.</summary>
/// <param name="Route">The route.</param>
/// <param name="Captures">What its segments hold, by the name of the object.</param>
public sealed record ProxyMatch(ProxyRoute Route, IReadOnlyDictionary<string, string> Captures);
