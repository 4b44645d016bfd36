using Mortise.Server.Features.Admin;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Tokens;

/// <summary>Makes, lists and revokes the tokens of one owner, for the pages; a secret stands in the answer that made it and nowhere else.</summary>
internal sealed class TokenDesk(CredentialStore credentials, IdSource ids, TimeProvider clock)
{
    /// <summary>Live ones of one owner.</summary>
    public const int MostLive = 100;

    private const int LongestName = 100;

    /// <summary>What the page of an owner shows.</summary>
    /// <param name="kinds">What can be made there, by the names of <see cref="TokenKind"/>.</param>
    public async Task<TokenList> ShowAsync(CredentialOwner owner, IReadOnlyList<string> kinds, CancellationToken cancellation) =>
        new([.. kinds.Select(name => TokenKind.Find(name)!)], await credentials.ListAsync(owner, cancellation), clock.GetUtcNow());

    /// <summary>Makes a token of a kind that the page offers.</summary>
    /// <returns>The secret; or why not.</returns>
    public async Task<(NewSecret? Made, FormProblems? Problem)> MakeAsync(TokenForm form, TokenOwner owner, TokenList shown, CancellationToken cancellation)
    {
        if (shown.Kinds.FirstOrDefault(one => one.Name == form.Kind) is not { } kind)
            return (null, FormProblems.Of("Choose what to make.", "kind"));

        var name = form.Name?.Trim() ?? "";
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return (null, FormProblems.Of($"A token has a name of 1 to {LongestName} characters, by which you know it again.", "name"));

        if (form.Scopes.Count == 0 || form.Scopes.Any(string.IsNullOrWhiteSpace))
            return (null, FormProblems.Of("Choose at least one scope.", "scopes"));

        if (!kind.TryScopes(form.Scopes, out var scopes, out var problem))
            return (null, FormProblems.Of(problem, "scopes"));

        if (!TokenExpiry.TryParse(form.Expires, kind.Lifetime, clock.GetUtcNow(), out var expires))
            return (null, FormProblems.Of("Choose when it ends.", "expires"));

        if (shown.Tokens.Count(shown.IsLive) >= MostLive)
            return (null, FormProblems.Of($"There are {MostLive} tokens already. Revoke one that is not used any more."));

        var secret = TokenSecret.New(kind.Credential);
        await credentials.AddAsync(new NewCredential(ids.New(), kind.Credential, name, owner.User, owner.Workspace, null, owner.Repository, scopes, expires), secret, cancellation);
        return (new NewSecret($"The token “{name}”", secret, "It is shown this once. Keep it where you keep passwords."), null);
    }

    public Task<bool> RevokeAsync(CredentialOwner owner, Guid id, CancellationToken cancellation) => credentials.RevokeAsync(owner, id, cancellation);
}

/// <summary>The ids that a token is kept with.</summary>
internal sealed record TokenOwner(Guid? User = null, Guid? Workspace = null, Guid? Repository = null);

/// <summary>What the form asks for.</summary>
internal sealed class TokenForm
{
    public string? Kind { get; set; }

    public string? Name { get; set; }

    public string? Expires { get; set; }

    public List<string> Scopes { get; set; } = [];
}

/// <summary>The tokens of an owner, and what can be made there.</summary>
internal sealed record TokenList(IReadOnlyList<TokenKind> Kinds, IReadOnlyList<KeptCredential> Tokens, DateTimeOffset Now)
{
    public bool IsLive(KeptCredential token) => token.ExpiresOn is null || token.ExpiresOn > Now;

    /// <summary>What a kind is called on the page.</summary>
    public static string NameOf(Credentials kind) => kind switch
    {
        Credentials.ApiToken => "API token",
        Credentials.AppPassword => "App password",
        _ => "Access token",
    };

    public static string NameOf(string kind) => NameOf(Enum.Parse<Credentials>(kind));
}
