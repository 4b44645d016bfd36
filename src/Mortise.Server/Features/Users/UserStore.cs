using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users;

/// <summary>The <c>users</c> and <c>user_emails</c> tables.</summary>
internal sealed class UserStore(Database database, AccountStore accounts, IdSource ids, TimeProvider clock)
{
    /// <summary>By <c>{uuid}</c>, account id or username; a closed account is not found. Source: rest.md 7, D-38.</summary>
    public async Task<User?> FindAsync(string selected, CancellationToken cancellation) =>
        Identifier.TryParseBraced(selected, out var id)
            ? await FindAsync(id, cancellation)
            : await FindByAccountIdAsync(selected, cancellation) ?? await FindByUsernameAsync(selected, cancellation);

    public Task<User?> FindAsync(Guid id, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<User>($"{Select} WHERE id = @id AND account_status <> 'closed'", new { id }), cancellation);

    public Task<User?> FindByUsernameAsync(string username, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync<User>($"{Select} WHERE username = @name AND account_status <> 'closed'", new { name = username.ToLowerInvariant() }), cancellation);

    public Task<User?> FindByAccountIdAsync(string accountId, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<User>($"{Select} WHERE account_id = @accountId AND account_status <> 'closed'", new { accountId }), cancellation);

    /// <summary>The addresses of one person, the primary one first.</summary>
    public Task<IReadOnlyList<UserEmail>> ListEmailsAsync(Guid user, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<UserEmail>(
                "SELECT email, is_primary, is_confirmed FROM user_emails WHERE user_id = @user ORDER BY is_primary DESC, email", new { user }),
            cancellation);

    /// <summary>True once anybody has an account here.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellation) => await database.ReadAsync(CountAsync, cancellation) > 0;

    /// <summary>What the person is called; also names the personal workspace.</summary>
    public Task RenameAsync(Guid user, string displayName, string nickname, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.ExecuteAsync("UPDATE users SET display_name = @displayName, nickname = @nickname WHERE id = @user", new { user, displayName, nickname });
                await write.ExecuteAsync(
                    "UPDATE workspaces SET name = @displayName, updated_on = @now WHERE id = @user AND kind = 'user'", new { user, displayName, now = clock.GetUtcNow() });
            },
            cancellation);

    /// <summary>Makes an account with its personal workspace (same id, private, the person its owner) and a first project.</summary>
    /// <returns>Exactly one of the two.</returns>
    public Task<(User? User, ApiError? Refusal)> AddAsync(NewUser user, CancellationToken cancellation) => AddAsync(user, first: null, cancellation);

    /// <summary>As <see cref="AddAsync(NewUser, CancellationToken)"/>, for the first person of a host: of several at once one is made, and the others came too late.</summary>
    /// <param name="also">A further name that <paramref name="along"/> takes.</param>
    /// <param name="along">What belongs to the person, made in the same write.</param>
    public Task<(User? User, ApiError? Refusal)> AddFirstAsync(
        NewUser user, AccountName also, Func<WriteSession, Guid, Task> along, CancellationToken cancellation) =>
        AddAsync(user, new First(also, along), cancellation);

    private async Task<(User? User, ApiError? Refusal)> AddAsync(NewUser user, First? first, CancellationToken cancellation)
    {
        if (!AccountName.TryParse(user.Username, out var name, out var problem))
            return (null, ApiError.InvalidField("username", problem));

        var emails = user.Emails.Select(email => email.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        if (emails.FirstOrDefault(email => !IsAddress(email)) is { } wrong)
            return (null, ApiError.InvalidField("email", $"'{wrong}' is not an address."));

        var id = user.Id ?? ids.New();
        var row = new User
        {
            Id = id,
            Username = name.Text,
            AccountId = $"712020:{id:D}",
            Nickname = name.Text,
            DisplayName = user.DisplayName.Length > 0 ? user.DisplayName : name.Text,
            IsStaff = user.IsStaff,
            CreatedOn = user.CreatedOn ?? clock.GetUtcNow(),
        };
        var refusal = await database.WriteAsync(
            async write =>
            {
                var refused = (first is null ? null : await WhyNotFirstAsync(write, first, name)) ?? await AddAsync(write, row, name, emails);
                if (refused is null && first is not null)
                    await first.Along(write, row.Id);

                return refused;
            },
            cancellation);
        return refusal is null ? (row, null) : (null, refusal);
    }

    private static async Task<ApiError?> WhyNotFirstAsync(WriteSession write, First first, AccountName name)
    {
        var isFree = await AccountStore.TakeAsync(write, first.Also) && first.Also != name;
        return await CountAsync(write) > 0 ? ApiError.Conflict("This host has been set up already.")
            : isFree ? null
            : ApiError.InvalidField("workspace", $"The name '{first.Also}' is taken.");
    }

    private sealed record First(AccountName Also, Func<WriteSession, Guid, Task> Along);

    private static Task<long> CountAsync(Session session) => session.ScalarAsync<long>("SELECT COUNT(*) FROM users");

    private async Task<ApiError?> AddAsync(WriteSession write, User row, AccountName name, string[] emails)
    {
        if (!await AccountStore.TakeAsync(write, name))
            return ApiError.InvalidField("username", $"The name '{name}' is taken.");

        if (emails.Length > 0 && await write.ScalarAsync<long>($"SELECT COUNT(*) FROM user_emails WHERE email {write.In("emails")}", new { emails }) > 0)
            return ApiError.InvalidField("email", "The address belongs to another account.");

        await write.ExecuteAsync(Insert, row);
        for (var at = 0; at < emails.Length; at++)
            await write.ExecuteAsync(InsertEmail, new { email = emails[at], user = row.Id, isPrimary = at == 0, isConfirmed = true });

        await accounts.AddWorkspaceAsync(write, row.Id, name, row.DisplayName, "user", isPrivate: true, row.CreatedOn);
        await AccountStore.AddMemberAsync(write, row.Id, row.Id, "owner", row.CreatedOn);
        return null;
    }

    private static bool IsAddress(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return email.Length <= 254 && at > 0 && at < email.Length - 1 && !email.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == ':');
    }

    private const string Select = "SELECT id, username, account_id, nickname, display_name, account_status, is_staff, created_on FROM users";

    private const string Insert = """
        INSERT INTO users (id, username, account_id, nickname, display_name, account_status, is_staff, created_on)
        VALUES (@Id, @Username, @AccountId, @Nickname, @DisplayName, @AccountStatus, @IsStaff, @CreatedOn)
        """;

    private const string InsertEmail =
        "INSERT INTO user_emails (email, user_id, is_primary, is_confirmed) VALUES (@email, @user, @isPrimary, @isConfirmed)";
}
