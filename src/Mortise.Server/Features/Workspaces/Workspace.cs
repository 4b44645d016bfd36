namespace Mortise.Server.Features.Workspaces;

/// <summary>The owner of projects, repositories and installed apps: a team's, or the personal one of a user (same id, slug = username).</summary>
internal sealed record Workspace
{
    public Guid Id { get; init; }

    /// <summary>Lower case, unique on the host: <c>[a-z0-9_-]+</c>.</summary>
    public string Slug { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary><c>team</c> or <c>user</c>.</summary>
    public string Kind { get; init; } = "team";

    public bool IsPrivate { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }

    public bool IsTeam => Kind == "team";
}
