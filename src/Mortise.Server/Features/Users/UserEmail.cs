namespace Mortise.Server.Features.Users;

/// <summary>An address of a person; lower case, unique on the host.</summary>
internal sealed record UserEmail
{
    public string Email { get; init; } = "";

    public bool IsPrimary { get; init; }

    public bool IsConfirmed { get; init; }
}
