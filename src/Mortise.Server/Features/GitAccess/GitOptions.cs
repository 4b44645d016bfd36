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

    /// <summary>The settings are sound.</summary>
    public bool IsSound => MaxPushBytes > 0 && MaxPushReferences > 0 && IntentPatience > TimeSpan.Zero;
}
