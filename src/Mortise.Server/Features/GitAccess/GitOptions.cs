namespace Mortise.Server.Features.GitAccess;

/// <summary>What git may cost here (<c>Git:*</c>).</summary>
internal sealed class GitOptions
{
    public const string Section = "Git";

    /// <summary>Bytes of the pack of one push.</summary>
    public long MaxPushBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>References that one push may move.</summary>
    public int MaxPushReferences { get; set; } = 10_000;

    /// <summary>How long a change of references may stand open before another node takes its server for dead and settles it.</summary>
    public TimeSpan IntentPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The settings at fault, one line each; empty when sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxPushBytes < 1)
            yield return $"Git:MaxPushBytes is {MaxPushBytes}; it is at least 1.";

        if (MaxPushReferences < 1)
            yield return $"Git:MaxPushReferences is {MaxPushReferences}; it is at least 1.";

        if (IntentPatience <= TimeSpan.Zero)
            yield return $"Git:IntentPatience is {IntentPatience}; it is a time such as 00:02:00.";
    }
}
