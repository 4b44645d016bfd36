namespace Mortise.Server.Features.Addon;

/// <summary>One app on one workspace.</summary>
internal sealed record Installation
{
    public Guid Id { get; init; }

    public Guid WorkspaceId { get; init; }

    /// <summary>Slug of the workspace, as of now.</summary>
    public string Workspace { get; init; } = "";

    public string AppKey { get; init; } = "";

    /// <summary>Names the installation to its app; stays the same over reinstalls.</summary>
    public string ClientKey { get; init; } = "";

    public InstallationState State { get; init; }

    /// <summary>Grows with each change of state, descriptor or scopes.</summary>
    public long Version { get; init; }

    public string DescriptorUrl { get; init; } = "";

    /// <summary>The descriptor in force, as it came.</summary>
    public byte[] Descriptor { get; init; } = [];

    /// <summary>Names, separated by blanks.</summary>
    public string Scopes { get; init; } = "";

    public Guid? InstalledBy { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }

    /// <summary>When it last went into the state that it has.</summary>
    public DateTimeOffset ChangedOn { get; init; }

    public DateTimeOffset? RemovedOn { get; init; }

    /// <summary>When its data were deleted; null while they are there.</summary>
    public DateTimeOffset? PurgedOn { get; init; }

    /// <summary>What becomes of its data, in lower case; null while it is installed.</summary>
    public string? DataFate { get; init; }

    /// <summary>The report of the last install or update that succeeded, as JSON.</summary>
    public string? Report { get; init; }
}

/// <summary>Where an installation stands; the tables keep the name in lower case.</summary>
internal enum InstallationState
{
    /// <summary>Its callback is under way; the app may already call.</summary>
    Installing,

    Active,

    Disabled,

    /// <summary>Gone, but for the secret: a returning app can trust the host by it.</summary>
    Removed,
}
