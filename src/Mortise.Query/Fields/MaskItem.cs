using System.Text;

namespace Mortise.Query.Fields;

/// <summary>One item of <c>fields</c>: a sign and a dotted path.</summary>
internal sealed class MaskItem
{
    private const string AnyMember = "*";

    private readonly string path;
    private readonly byte[] utf8;
    private readonly string[] segments;
    private readonly int[] starts;
    private readonly int[] utf8Starts;

    /// <summary>Splits <paramref name="path"/>, which has neither sign nor surrounding blanks.</summary>
    public MaskItem(bool adds, string path)
    {
        Adds = adds;
        this.path = path;
        utf8 = Encoding.UTF8.GetBytes(path);
        segments = path.Split('.');
        (starts, utf8Starts) = (new int[segments.Length + 1], new int[segments.Length + 1]);
        for (var i = 0; i < segments.Length; i++)
        {
            starts[i + 1] = starts[i] + segments[i].Length + 1;
            utf8Starts[i + 1] = utf8Starts[i] + Encoding.UTF8.GetByteCount(segments[i]) + 1;
        }
    }

    /// <summary>
    /// Stands among the items of a node for one that ended there: put back what the default representation has. It is needed only between removals and
    /// additions, since what was added and removed again must stay away.
    /// </summary>
    public static MaskItem Defaults { get; } = new(adds: true, "");

    /// <summary>False for <c>-path</c>.</summary>
    public bool Adds { get; }

    /// <summary>Number of segments, at least 1.</summary>
    public int Count => segments.Length;

    public string this[int segment] => segments[segment];

    public bool IsAnyMember(int segment) => segments[segment] == AnyMember;

    /// <summary>Whether every segment from <paramref name="first"/> on is <c>*</c>.</summary>
    public bool EndsInAnyMember(int first) => !segments.AsSpan(first).ContainsAnyExcept(AnyMember);

    /// <summary>The text of <paramref name="count"/> segments with the dots between them.</summary>
    public ReadOnlySpan<char> Text(int first, int count) => path.AsSpan(starts[first]..(starts[first + count] - 1));

    /// <inheritdoc cref="Text"/>
    public ReadOnlySpan<byte> Utf8(int first, int count) => utf8.AsSpan(utf8Starts[first]..(utf8Starts[first + count] - 1));

    /// <summary>How many segments from <paramref name="first"/> on may be joined to one dotted name: those before the next <c>*</c>.</summary>
    public int Joinable(int first)
    {
        var end = first;
        while (end < segments.Length && !IsAnyMember(end))
            end++;
        return end - first;
    }
}
