using System.Security.Cryptography;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth;

/// <summary>The <c>oauth_consumers</c> table.</summary>
internal sealed class ConsumerStore(Database database, IdSource ids, TimeProvider clock)
{
    private const string KeyAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int KeyLength = 18;

    /// <summary>Makes a consumer. Its secret is in this answer and nowhere else.</summary>
    public async Task<(Consumer? Consumer, string Secret, ApiError? Refusal)> AddAsync(NewConsumer consumer, CancellationToken cancellation)
    {
        var secret = TokenSecret.New(TokenSecret.ConsumerSecret);
        var row = new
        {
            Id = ids.New(),
            Key = RandomNumberGenerator.GetString(KeyAlphabet, KeyLength),
            SecretHash = TokenSecret.Hash(secret),
            consumer.WorkspaceId,
            consumer.Name,
            consumer.Description,
            consumer.Url,
            consumer.CallbackUrl,
            consumer.IsPrivate,
            Scopes = consumer.Scopes.ToString(),
            CreatedOn = clock.GetUtcNow(),
        };
        var made = await database.WriteAsync(
            async write => await write.ExecuteAsync(Insert, row) == 1 ? await write.FindAsync<Consumer>($"{Select} WHERE c.id = @Id", new { row.Id }) : null,
            cancellation);
        return made is null ? (null, "", ApiError.InvalidField("name", $"The workspace already has a consumer '{consumer.Name}'.")) : (made, secret, null);
    }

    /// <summary>By workspace and name.</summary>
    /// <param name="workspace">Only those of it; null: all.</param>
    public Task<IReadOnlyList<Consumer>> ListAsync(Guid? workspace, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<Consumer>(
                $"{Select}{(workspace is null ? "" : " WHERE c.workspace_id = @workspace")} ORDER BY w.slug, c.name", new { workspace }),
            cancellation);

    public Task<Consumer?> FindAsync(string key, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<Consumer>($"{Select} WHERE c.key = @key", new { key }), cancellation);

    /// <summary>A new secret in place of the old one, which counts no more at once; tokens stay. Null when there is no such consumer.</summary>
    public async Task<string?> RotateAsync(string key, CancellationToken cancellation)
    {
        var secret = TokenSecret.New(TokenSecret.ConsumerSecret);
        var changed = await database.WriteAsync(
            write => write.ExecuteAsync("UPDATE oauth_consumers SET secret_hash = @hash WHERE key = @key", new { key, hash = TokenSecret.Hash(secret) }), cancellation);
        return changed == 1 ? secret : null;
    }

    /// <summary>Removes the consumer with every consent and token it has; false when there is none.</summary>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellation) =>
        await database.WriteAsync(write => write.ExecuteAsync("DELETE FROM oauth_consumers WHERE key = @key", new { key }), cancellation) == 1;

    private const string Select = """
        SELECT c.id, c.workspace_id, w.slug AS workspace, c.key, c.secret_hash, c.name, c.description, c.url, c.callback_url, c.is_private, c.scopes, c.created_on
        FROM oauth_consumers c JOIN workspaces w ON w.id = c.workspace_id
        """;

    private const string Insert = """
        INSERT INTO oauth_consumers (workspace_id, id, key, secret_hash, name, description, url, callback_url, is_private, scopes, created_on)
        VALUES (@WorkspaceId, @Id, @Key, @SecretHash, @Name, @Description, @Url, @CallbackUrl, @IsPrivate, @Scopes, @CreatedOn)
        ON CONFLICT (workspace_id, name) DO NOTHING
        """;
}
