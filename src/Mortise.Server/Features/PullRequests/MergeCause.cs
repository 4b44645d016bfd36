using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mortise.Server.Features.PullRequests;

/// <summary>The cause of an intent that merges a pull request: <c>merge 7 HASH BRANCH</c>, so that its settlement knows which, from what and to where.</summary>
internal sealed record MergeCause(long Number, string SourceHash, string DestinationBranch)
{
    private const string Word = "merge";

    /// <summary>Finds the open intents of one request by <c>LIKE</c>.</summary>
    public static string Pattern(long number) => string.Create(CultureInfo.InvariantCulture, $"{Word} {number} %");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word} {Number} {SourceHash} {DestinationBranch}");

    public static bool TryParse(string cause, [NotNullWhen(true)] out MergeCause? merge)
    {
        var parts = cause.Split(' ', 4);
        merge = parts is [Word, var number, var hash, var branch] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? new MergeCause(parsed, hash, branch)
            : null;
        return merge is not null;
    }
}
