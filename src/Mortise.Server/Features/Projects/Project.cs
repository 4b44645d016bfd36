namespace Mortise.Server.Features.Projects;

/// <summary>A named set of repositories in one workspace.</summary>
internal sealed record Project
{
    public Guid WorkspaceId { get; init; }

    public Guid Id { get; init; }

    /// <summary>Unique in the workspace: capital letters, digits and <c>_</c>, beginning with a letter.</summary>
    public string Key { get; init; } = "";

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public bool IsPrivate { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }
}
