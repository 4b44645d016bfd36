namespace Mortise.Server.Features.Users;

/// <summary>A person about to get an account.</summary>
/// <param name="Username">Becomes the slug of the personal workspace as well.</param>
internal sealed record NewUser(string Username)
{
    /// <summary>Empty: the username.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The first is the primary one; all count as confirmed.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    public bool IsStaff { get; init; }

    /// <summary>Null: a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }
}
