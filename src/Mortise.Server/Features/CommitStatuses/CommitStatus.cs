namespace Mortise.Server.Features.CommitStatuses;

/// <summary>What a build or another check says of a commit, under a key that is its own there.</summary>
internal sealed record CommitStatus
{
    /// <summary>Characters. Source: rest.md 16.8, D-92.</summary>
    public const int LongestKey = 40;

    /// <summary>As a request may name them.</summary>
    public static readonly string[] States = ["INPROGRESS", "SUCCESSFUL", "FAILED", "STOPPED"];

    public Guid RepositoryId { get; init; }

    /// <summary>The full hash.</summary>
    public string CommitHash { get; init; } = "";

    public string Key { get; init; } = "";

    /// <summary>Empty where none was given, as are <see cref="Description"/> and <see cref="Url"/>.</summary>
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>As it was given: variables of <see cref="StatusUrl"/> are put in where it is shown.</summary>
    public string Url { get; init; } = "";

    /// <summary>The branch it was made for; null: none in particular.</summary>
    public string? Refname { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }
}
