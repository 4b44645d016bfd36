namespace Mortise.Server.Features.Addon.Updates;

/// <summary>An update of one installation.</summary>
/// <param name="Installation">Its id.</param>
/// <param name="Source">Where the new descriptor comes from.</param>
/// <param name="AcceptsScopes">The host's administrator grants what the new descriptor asks for beyond the scopes held.</param>
/// <param name="DryRun">Find out everything and change nothing.</param>
internal sealed record UpdateOrder(Guid Installation, UpdateSource Source, bool AcceptsScopes = false, bool DryRun = false);

/// <summary>Where an update takes the new descriptor from: the three forms of <c>PUT /2.0/addon</c>.</summary>
internal abstract record UpdateSource
{
    private UpdateSource()
    {
    }

    /// <summary>An empty body: the descriptor URL that the installation has.</summary>
    internal sealed record Stored : UpdateSource
    {
        public static Stored Instance { get; } = new();
    }

    /// <summary><c>{"descriptor": …}</c>: this document; the descriptor URL stays.</summary>
    internal sealed record Inline(ReadOnlyMemory<byte> Utf8) : UpdateSource;

    /// <summary><c>{"descriptor_url": "…"}</c>: a new address, equal to the app's registration byte for byte.</summary>
    internal sealed record Registered(string Url) : UpdateSource;
}

/// <summary>What came of an update; a refusal stands in the report, and then nothing was changed.</summary>
/// <param name="Installation">As it is now; null where there is none.</param>
/// <param name="Difference">Null where no sound descriptor was found.</param>
internal sealed record UpdateOutcome(Installation? Installation, InstallReport Report, DescriptorDifference? Difference)
{
    public bool Succeeded => Report.Failure is null;
}
