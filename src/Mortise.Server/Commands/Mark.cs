namespace Mortise.Server.Commands;

/// <summary>How the outcome of a step is shown to people.</summary>
internal static class Mark
{
    public const string Passed = "✓";
    public const string Failed = "✗";
    public const string NotReached = "·";

    /// <summary>Text of somebody else's, such as a descriptor's: on one line, and nothing in it steers the terminal.</summary>
    public static string OneLine(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? ' ' : letter));
}
