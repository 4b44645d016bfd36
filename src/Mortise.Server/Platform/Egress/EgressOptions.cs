using System.Net;

namespace Mortise.Server.Platform.Egress;

/// <summary>Where this host may send requests of its own (<c>Egress:*</c>): descriptors, callbacks, webhooks.</summary>
internal sealed class EgressOptions
{
    public const string Section = "Egress";

    /// <summary>Plain <c>http</c>; unset: in the profile <c>dev</c> only.</summary>
    public bool? AllowHttp { get; set; }

    /// <summary>Loopback and private networks; unset: in the profile <c>dev</c> only. Never link-local: metadata services live there.</summary>
    public bool? AllowPrivateNetworks { get; set; }

    /// <summary>Ranges such as <c>10.20.0.0/16</c> that are allowed whatever else they are.</summary>
    public IList<string> AllowedRanges { get; set; } = [];

    /// <summary>How long fetching a descriptor may take, redirects and body included.</summary>
    public int DescriptorSeconds { get; set; } = 10;

    /// <summary>How long an app may take to answer a callback.</summary>
    public int CallbackSeconds { get; set; } = 30;

    /// <summary>The settings at fault, one line each; empty when sound.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var range in AllowedRanges)
        {
            if (!IPNetwork.TryParse(range, out _))
                yield return $"Egress:AllowedRanges has '{range}'; a range is an address and a prefix length, such as 10.20.0.0/16.";
        }

        if (DescriptorSeconds is < 1 or > 60)
            yield return $"Egress:DescriptorSeconds is {DescriptorSeconds}; it is 1 to 60.";

        if (CallbackSeconds is < 1 or > 60)
            yield return $"Egress:CallbackSeconds is {CallbackSeconds}; it is 1 to 60.";
    }

    /// <summary>The rules that these settings make; what is unset is not allowed.</summary>
    public AddressRules Rules() =>
        new(AllowHttp == true, AllowPrivateNetworks == true, [.. AllowedRanges.Select(range => IPNetwork.Parse(range))]);
}
