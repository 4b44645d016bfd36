using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Reads from <c>workspaces</c> and <c>users</c> what callbacks say about accounts.</summary>
internal sealed class PrincipalStore(Database database)
{
    /// <param name="identifier">A slug, which for a person is the username, or a UUID in braces.</param>
    public async Task<Principal?> FindAsync(string identifier, CancellationToken cancellation)
    {
        var byId = Identifier.TryParseBraced(identifier, out var id);
        var row = await database.ReadAsync(
            session => session.FindAsync<Row>(
                byId ? $"{Select} WHERE w.id = @id" : $"{Select} WHERE w.slug = @slug", new { id, slug = identifier.ToLowerInvariant() }),
            cancellation);
        return row?.ToPrincipal();
    }

    public Task<Principal?> FindAsync(Guid id, CancellationToken cancellation) => FindAsync(PublicAddress.Braced(id), cancellation);

    /// <summary>The person with that id; for null the owner whom the workspace has had longest, since an app wants to hear of somebody.</summary>
    public Task<Actor?> FindActorAsync(Guid? person, Guid workspace, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync<Actor>(
                person is null
                    ? """
                      SELECT u.id, u.account_id FROM workspace_members m JOIN users u ON u.id = m.user_id
                      WHERE m.workspace_id = @workspace AND m.role = 'owner' ORDER BY m.added_on, u.id LIMIT 1
                      """
                    : "SELECT id, account_id FROM users WHERE id = @person",
                new { person, workspace }),
            cancellation);

    private const string Select = """
        SELECT w.id, w.slug, w.name, w.kind, w.created_on, u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff
        FROM workspaces w LEFT JOIN users u ON u.id = w.id AND w.kind = 'user'
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTimeOffset CreatedOn { get; init; }
        public string? AccountId { get; init; }
        public string? Nickname { get; init; }
        public string? DisplayName { get; init; }
        public string? AccountStatus { get; init; }
        public bool? IsStaff { get; init; }

        public Principal ToPrincipal() => new(Id, Slug, new Account
        {
            Id = Id,
            IsTeam = Kind == "team",
            Username = Slug,
            DisplayName = DisplayName ?? Name,
            Nickname = Nickname,
            AccountId = AccountId,
            AccountStatus = AccountStatus ?? "active",
            IsStaff = IsStaff ?? false,
            CreatedOn = CreatedOn,
        });
    }
}
