namespace Mortise.Server.Features.Users;

/// <summary>Who owns something: a person, or a team workspace seen as an account (<c>type: user</c> or <c>team</c>).</summary>
internal record Account
{
    public Guid Id { get; init; }

    public bool IsTeam { get; init; }

    /// <summary>What an access token is called on the wire (<c>repository_access_token</c>, …), where the account is one; else null.</summary>
    public string? TokenKind { get; init; }

    /// <summary>Username of a person, slug of a workspace; empty for a token.</summary>
    public string Username { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>Null for a team.</summary>
    public string? Nickname { get; init; }

    /// <summary>Null for a team.</summary>
    public string? AccountId { get; init; }

    public string AccountStatus { get; init; } = "active";

    public bool IsStaff { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public static Account Of(User user) => new()
    {
        Id = user.Id,
        Username = user.Username,
        DisplayName = user.DisplayName,
        Nickname = user.Nickname,
        AccountId = user.AccountId,
        AccountStatus = user.AccountStatus,
        IsStaff = user.IsStaff,
        CreatedOn = user.CreatedOn,
    };
}
