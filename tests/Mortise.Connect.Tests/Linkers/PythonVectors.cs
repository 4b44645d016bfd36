using System.Text.Json;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>What Python's own <c>re</c> said; see <c>python-vectors.py</c>.</summary>
internal sealed record PythonVectors(
    string Unicode, int[][] Word, int[][] Space, int[][] Digit, int[][] Unassigned, string[] Refused, PythonCase[] Cases)
{
    public static readonly PythonVectors All = Read();

    public static bool Holds(int[][] ranges, int code) => Array.Exists(ranges, range => code >= range[0] && code <= range[1]);

    private static PythonVectors Read()
    {
        using var stream = typeof(PythonVectors).Assembly.GetManifestResourceStream("python-vectors.json")!;
        return JsonSerializer.Deserialize<PythonVectors>(stream, JsonSerializerOptions.Web)!;
    }
}

/// <param name="Regex">With <c>(?K)</c>.</param>
/// <param name="Text">Searched.</param>
/// <param name="Values">Null for a regex without <c>(?K)</c>.</param>
/// <param name="Url">Shows every group.</param>
/// <param name="Links">Start, length and URL of each.</param>
internal sealed record PythonCase(string Regex, string Text, string[]? Values, string Url, JsonElement[][] Links)
{
    public IEnumerable<string> Expected => Links.Select(link => $"{link[0]}+{link[1]} {link[2]}");
}
