namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>A linker of one installation, as its descriptor of that version has it.</summary>
/// <param name="InstallationVersion">A write that finds another version changes nothing: the linker may have gone.</param>
internal sealed record LinkerRef(Guid WorkspaceId, Guid InstallationId, long InstallationVersion, string Key);

/// <summary>A row of <c>linker_values</c>.</summary>
internal sealed record StoredLinkerValue
{
    /// <summary>Counted for the whole host, never used again.</summary>
    public long Id { get; init; }

    public string Value { get; init; } = "";
}

/// <summary>An element of a bulk update: a value, and where <paramref name="Id"/> is set, the value that it renames.</summary>
internal readonly record struct WantedLinkerValue(long? Id, string Value);
