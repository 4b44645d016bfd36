namespace Mortise.Server.Features.Users;

/// <summary>A person with an account on this host.</summary>
internal sealed record User
{
    public Guid Id { get; init; }

    /// <summary>Unique on the host, also the slug of the personal workspace.</summary>
    public string Username { get; init; } = "";

    /// <summary>Opaque, at most 128 characters; stays when the username changes.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>What others call the person; not unique, not an address.</summary>
    public string Nickname { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary><c>active</c>, <c>inactive</c> or <c>closed</c>.</summary>
    public string AccountStatus { get; init; } = "active";

    public bool IsStaff { get; init; }

    public DateTimeOffset CreatedOn { get; init; }
}
