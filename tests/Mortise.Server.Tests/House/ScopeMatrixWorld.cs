using System.Text;
using Mortise.Connect.Jwt;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Tests.Features.OAuth;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>A server with a credential of every kind for every scope, for none and for all of them.</summary>
internal sealed class ScopeMatrixWorld : IAsyncDisposable
{
    private static readonly string[] All = [.. ScopeSet.All.Select(scope => scope.ToWireName())];

    /// <summary>No scope, each alone, and all.</summary>
    private static readonly string[][] Sets = [[], .. All.Select(scope => (string[])[scope]), All];

    private readonly List<MatrixCredential> classic = [];
    private readonly List<MatrixCredential> bare = [];
    private readonly Dictionary<string, MatrixCredential> apiTokens = new(StringComparer.Ordinal);

    private TestUser ada = null!;
    private Caller.Visitor visitor = null!;

    private ScopeMatrixWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public static async Task<ScopeMatrixWorld> StartAsync()
    {
        var world = new ScopeMatrixWorld(await TestServer.StartAsync(TestDatabase.Sqlite));
        await world.FillAsync();
        return world;
    }

    /// <summary>Every credential that says something about the route: of API tokens those that hold what it asks for, all but one of it, or nothing.</summary>
    public async Task<IReadOnlyList<MatrixCredential>> CredentialsForAsync(MatrixRoute route)
    {
        // A page looks at the header of none, so that one of each kind tells as much as all.
        if (route.IsPage)
            return [.. classic.Concat(bare).DistinctBy(credential => credential.Kind)];

        var granular = route.Policy.Granular;
        var found = new List<MatrixCredential>(classic);
        found.AddRange(bare);
        string[][] sets = [["*"], ["read:gpg-key:bitbucket"], [.. granular], .. granular.Select(less => granular.Where(scope => scope != less).ToArray())];
        foreach (var set in sets)
            found.Add(await ApiTokenAsync(set.Length == 0 ? ["read:gpg-key:bitbucket"] : set));

        return found;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task FillAsync()
    {
        ada = await Server.CreateUserAsync("ada");
        var acme = await Server.CreateWorkspaceAsync("acme", ada);
        await Server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        var consumer = await Server.ConsumerAsync("acme", string.Join(' ', All));
        var session = await Server.Get<SessionStore>().BeginAsync(ada.Id, CancellationToken.None);
        visitor = (await Server.Get<SessionStore>().FindAsync(session, CancellationToken.None))!;
        foreach (var set in Sets)
            await AddAsync(set, acme, consumer);

        foreach (var scope in (string[])["read:workspace:bitbucket", "read:repository:bitbucket"])
            bare.Add(Bearer(Credentials.ForgeApp, [scope], await KeepAsync(Credentials.ForgeApp, scope, "acme")));

        bare.Add(new(Credentials.Anonymous, [], []));
        bare.Add(Bearer(Credentials.HostAdmin, [], (await File.ReadAllTextAsync(Path.Combine(Server.DirectoryPath, "admin.token"))).Trim()));
        bare.Add(new(Credentials.Session, [], [("Cookie", "mortise_session=" + session)]));
        bare.Add(Bearer(Credentials.Page, ["*"], Server.Get<BrowserTokens>().ForPage(visitor)));
    }

    private async Task AddAsync(string[] set, Guid acme, TestConsumer consumer)
    {
        var (text, scopes) = (string.Join(' ', set), Of(set));
        var owner = (await Server.Get<OAuthTokenStore>().BeginAsync(consumer.Id, null, scopes, CancellationToken.None)).Access;
        var person = (await Server.Get<OAuthTokenStore>().BeginAsync(consumer.Id, ada.Id, scopes, CancellationToken.None)).Access;
        var app = await SigningApp.InstallAsync(Server, acme, $"com.example.app{classic.Count}", text);
        var installation = await Server.Get<Database>().ReadAsync(
            session => session.ScalarAsync<string>("SELECT id FROM installations WHERE client_key = @ClientKey", new { app.ClientKey }), CancellationToken.None);
        var swapped = await Server.Get<AppTokenStore>().AddAsync(Guid.Parse(installation!), scopes, null, TimeSpan.FromHours(1), CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        var jwt = JwtSigner.Sign(new JwtClaims(app.Key, now, now.AddHours(1), app.ClientKey), app.Secret);

        classic.Add(Basic(Credentials.AppPassword, set, await KeepAsync(Credentials.AppPassword, text, "acme")));
        classic.Add(Bearer(Credentials.OAuthUser, set, person));
        classic.Add(Bearer(Credentials.OAuthOwner, set, owner));
        classic.Add(Bearer(Credentials.RepositoryToken, set, await KeepAsync(Credentials.RepositoryToken, text, "acme/docs")));
        classic.Add(Bearer(Credentials.ProjectToken, set, await KeepAsync(Credentials.ProjectToken, text, "acme")));
        classic.Add(Bearer(Credentials.WorkspaceToken, set, await KeepAsync(Credentials.WorkspaceToken, text, "acme")));
        classic.Add(Bearer(Credentials.AppToken, set, swapped!));
        var identity = (await Server.Get<AppIdentityStore>().FindAsync(app.ClientKey, CancellationToken.None))!.Caller;
        classic.Add(Bearer(Credentials.AppFrame, set, Server.Get<FrameTokens>().Mint(identity.InstallationId, identity.ClientKey, "panel", visitor, "")));
        if (set.Length != 1)
            classic.Add(Bearer(Credentials.AnonymousFrame, set, Server.Get<FrameTokens>().Mint(identity.InstallationId, identity.ClientKey, "panel", null, "")));

        classic.Add(new(Credentials.AppJwt, set, [("Authorization", "JWT " + jwt)]));
    }

    private async Task<MatrixCredential> ApiTokenAsync(string[] set)
    {
        var text = string.Join(' ', set);
        if (!apiTokens.TryGetValue(text, out var known))
            apiTokens[text] = known = Basic(Credentials.ApiToken, set, await KeepAsync(Credentials.ApiToken, text, "acme"));

        return known;
    }

    /// <summary>A credential of the table, of ada or of something in <c>acme</c>.</summary>
    private async Task<string> KeepAsync(Credentials kind, string scopes, string of)
    {
        var ids = await Server.Get<Database>().ReadAsync(
            session => session.FindAsync<Ids>(
                "SELECT w.id AS workspace_id, p.id AS project_id, r.id AS repository_id FROM workspaces w JOIN projects p ON p.workspace_id = w.id JOIN repositories r ON r.workspace_id = w.id WHERE w.slug = 'acme'"),
            CancellationToken.None);
        var secret = TokenSecret.New(kind);
        var isPerson = (kind & Credentials.Basic) != Credentials.None;
        await Server.Get<CredentialStore>().AddAsync(
            new NewCredential(
                Server.Get<IdSource>().New(), kind, of, isPerson ? ada.Id : null, isPerson ? null : ids!.WorkspaceId, kind == Credentials.ProjectToken ? ids!.ProjectId : null,
                kind == Credentials.RepositoryToken ? ids!.RepositoryId : null, scopes, null,
                kind == Credentials.ForgeApp ? "ari:cloud:ecosystem::app/0f5ab1bb-1f0c-4bd6-8b6e-2f26e2a1e001" : null),
            secret, CancellationToken.None);
        return secret;
    }

    private static MatrixCredential Basic(Credentials kind, string[] set, string secret) =>
        new(kind, set, [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{secret}")))]);

    private static MatrixCredential Bearer(Credentials kind, string[] set, string secret) => new(kind, set, [("Authorization", "Bearer " + secret)]);

    private static ScopeSet Of(string[] names) => ScopeSet.TryParse(string.Join(' ', names), out var set, out var unknown) ? set : throw new ArgumentException(unknown, nameof(names));

    private sealed record Ids
    {
        public Guid WorkspaceId { get; init; }
        public Guid ProjectId { get; init; }
        public Guid RepositoryId { get; init; }
    }
}
