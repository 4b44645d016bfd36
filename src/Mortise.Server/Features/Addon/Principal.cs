using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Addon;

/// <summary>The account that an app is installed on: a team's workspace, or that of a person.</summary>
internal sealed record Principal(Guid Id, string Slug, Account Account)
{
    public bool IsTeam => Account.IsTeam;
}

/// <summary>The person who installs, as the app is told.</summary>
internal sealed record Actor
{
    public Guid Id { get; init; }

    public string AccountId { get; init; } = "";
}
