namespace Mortise.Server.Platform.Auth;

/// <summary>How many requests an hour a caller has (<c>RateLimits:*</c>); off unless told (rest.md D-81).</summary>
/// <remarks>Each number is requests an hour, 1 to 1,000,000,000, of one caller in one group. Each node counts for itself.</remarks>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    private const int Most = 1_000_000_000;

    public bool Enabled { get; set; }

    /// <summary>Of one address without a credential, over all groups.</summary>
    public int Anonymous { get; set; } = 60;

    public int Api { get; set; } = 1000;

    public int RepositoryData { get; set; } = 1000;

    public int ApplicationProperties { get; set; } = 2000;

    public int Git { get; set; } = 60_000;

    public int RawFiles { get; set; } = 5000;

    public int Archives { get; set; } = 5000;

    public int Webhooks { get; set; } = 1000;

    public int MergeabilityChecks { get; set; } = 1000;

    /// <summary>The settings at fault, one line each; empty when sound.</summary>
    public IEnumerable<string> Problems() =>
        from limit in Enum.GetValues<RateGroup>().Select(kind => (Name: kind.ToString(), Value: Of(kind))).Append((nameof(Anonymous), Anonymous))
        where limit.Value is < 1 or > Most
        select $"RateLimits:{limit.Name} is {limit.Value}; it is 1 to {Most} requests an hour.";

    /// <summary>Null: requests of the group are not counted.</summary>
    public int? Of(RateGroup group) => group switch
    {
        RateGroup.Api => Api,
        RateGroup.RepositoryData => RepositoryData,
        RateGroup.ApplicationProperties => ApplicationProperties,
        RateGroup.Git => Git,
        RateGroup.RawFiles => RawFiles,
        RateGroup.Archives => Archives,
        RateGroup.Webhooks => Webhooks,
        RateGroup.MergeabilityChecks => MergeabilityChecks,
        _ => null,
    };
}
