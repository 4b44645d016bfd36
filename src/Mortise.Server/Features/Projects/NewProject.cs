namespace Mortise.Server.Features.Projects;

/// <summary>A project about to be made.</summary>
internal sealed record NewProject(ProjectKey Key, string Name)
{
    public string Description { get; init; } = "";

    public bool IsPrivate { get; init; } = true;

    /// <summary>Null: a new one.</summary>
    public Guid? Id { get; init; }
}
