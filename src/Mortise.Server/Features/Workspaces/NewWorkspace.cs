namespace Mortise.Server.Features.Workspaces;

/// <summary>A team's workspace about to be made.</summary>
/// <param name="Slug">Unique among all accounts of the host.</param>
internal sealed record NewWorkspace(string Slug)
{
    /// <summary>Empty: the slug.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether only members see it, as long as no public repository shows it.</summary>
    public bool IsPrivate { get; init; } = true;

    /// <summary>Its first owner; null: nobody yet.</summary>
    public Guid? Owner { get; init; }

    /// <summary>Null: a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }
}
