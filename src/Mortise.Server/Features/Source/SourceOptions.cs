namespace Mortise.Server.Features.Source;

/// <summary>What files that come and go may cost (<c>Source:*</c>).</summary>
internal sealed class SourceOptions
{
    public const string Section = "Source";

    /// <summary>Bytes of one request (rest.md 12, D-76).</summary>
    public long MaxUploadBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>Files that one request may write or remove.</summary>
    public int MaxUploadFiles { get; set; } = 10_000;

    /// <summary>Files and archives that one host sends at a time.</summary>
    public int MaxStreams { get; set; } = 200;

    /// <summary>The settings at fault, one line each; empty when sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxUploadBytes < 1)
            yield return $"Source:MaxUploadBytes is {MaxUploadBytes}; it is at least 1.";

        if (MaxUploadFiles < 1)
            yield return $"Source:MaxUploadFiles is {MaxUploadFiles}; it is at least 1.";

        if (MaxStreams < 1)
            yield return $"Source:MaxStreams is {MaxStreams}; it is at least 1.";
    }
}
