using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Tests.Features.OAuth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>An object that carries properties, and the callers that may read it.</summary>
internal sealed record PropertySubject(string Name, string Path, bool IsPublic);

/// <summary>One kind of caller; <see cref="Reads"/> names the subjects that are not public and that it may read.</summary>
internal sealed record PropertyCaller(string Name, Func<HttpMethod, string, string?, (string Name, string Value)[], Task<TestAnswer>> Send, params string[] Reads)
{
    public bool IsOwner => Name == "its app";

    /// <summary>True of T, the app by a token that it got for its JWT, and of B, its page in a frame, where a person is signed in who may read the subject.</summary>
    public bool IsToken => Name is "its token" or "its frame, for the owner" or "its frame, by a token of its own, for a member who may read";

    /// <summary>Reads as its app, as far as anybody may read the subject; its writes are those of nobody.</summary>
    public bool IsAnonymousFrame => Name == "its frame, anonymous";

    /// <summary>As its app, where its person may read the subject.</summary>
    public bool IsFrameOfOutsider => Name == "its frame, for an outsider";

    public bool IsAnonymous => Name is "anonymous" or "its frame, anonymous" or "a frame of another app, anonymous";

    public bool Sees(PropertySubject subject) => subject.IsPublic || IsOwner || IsToken || Reads.Contains(subject.Name, StringComparer.Ordinal);

    public Task<TestAnswer> AskAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) => Send(method, path, json, headers);
}

/// <summary>A server with every kind of subject and every kind of caller of the access matrix.</summary>
/// <remarks>
/// <c>acme</c> has the private <c>rocket</c>, with a pull request, and the public <c>docs</c>, each with a commit; ada owns it, bob is a member who may read <c>rocket</c>,
/// mia a member without rights, eve nobody. The app <c>com.example.ci.state</c> is installed on <c>acme</c> and, as another installation, on <c>other</c>.
/// </remarks>
internal sealed class PropertyWorld : IAsyncDisposable
{
    private const string Key = "com.example.ci.state";
    private const string Repository = "private repository";
    private const string Commit = "commit in the private repository";
    private const string PullRequest = "pull request in the private repository";

    private readonly GitFixture fixture = new();

    private PropertyWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public SigningApp App { get; private set; } = null!;

    public IReadOnlyList<PropertySubject> Subjects { get; private set; } = [];

    public IReadOnlyList<PropertyCaller> Callers { get; private set; } = [];

    public PropertyCaller Owner => Callers[0];

    public static async Task<PropertyWorld> StartAsync(TestDatabase database)
    {
        var world = new PropertyWorld(await TestServer.StartAsync(database));
        await world.FillAsync();
        return world;
    }

    /// <summary>Sends a request that an app signs.</summary>
    public Task<TestAnswer> SignedAsync(SigningApp app, HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        Server.Client.AskAsync(method, path, json, [("Authorization", Signature(method, path, app)), .. headers]);

    /// <summary>The header value that an app signs a request with; the owner of the properties unless told.</summary>
    public string Signature(HttpMethod method, string path, SigningApp? app = null)
    {
        var (signer, now) = (app ?? App, TimeProvider.System.GetUtcNow());
        var claims = new JwtClaims(signer.Key, now, now.AddMinutes(3), signer.ClientKey, Qsh: Qsh.Compute(method.Method, path));
        return $"JWT {JwtSigner.Sign(claims, signer.Secret)}";
    }

    public async ValueTask DisposeAsync()
    {
        fixture.Dispose();
        await Server.DisposeAsync();
    }

    private async Task FillAsync()
    {
        var (ada, bob) = (await Server.CreateUserAsync("ada"), await Server.CreateUserAsync("bob"));
        var (mia, eve) = (await Server.CreateUserAsync("mia"), await Server.CreateUserAsync("eve"));
        var (acme, other) = (await Server.CreateWorkspaceAsync("acme", ada), await Server.CreateWorkspaceAsync("other"));
        var rocket = await Server.CreateRepositoryAsync("acme/rocket");
        var docs = await Server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        await Server.AddMemberAsync("acme", bob);
        await Server.AddMemberAsync("acme", mia);
        await Server.GrantAsync("acme/rocket", bob, "read");
        var hash = await fixture.CommitAsync(Server.RepositoryPath(rocket), "main", "first\n", ("README", "hello\n"));
        await fixture.CommitAsync(Server.RepositoryPath(docs), "main", "first\n", ("README", "hello\n"));

        App = await SigningApp.InstallAsync(Server, acme, Key, "pullrequest account");
        Subjects =
        [
            new(Repository, "/2.0/repositories/acme/rocket", false),
            new("public repository", "/2.0/repositories/acme/docs", true),
            new(Commit, $"/2.0/repositories/acme/rocket/commit/{hash}", false),
            new("commit in the public repository", $"/2.0/repositories/acme/docs/commit/{await fixture.GitAsync(Server.RepositoryPath(docs), "rev-parse", "main")}", true),
            new(PullRequest, await OpenAsync(ada, Server.RepositoryPath(rocket)), false),
            new("user", $"/2.0/users/{{{bob.Id}}}", true),
        ];

        var spare = await Server.CreateRepositoryAsync("acme/spare");
        var consumer = await Server.ConsumerAsync("acme", "pullrequest account");
        var rival = await SigningApp.InstallAsync(Server, acme, "com.example.rival", "pullrequest account");
        var twin = await SigningApp.InstallAsync(Server, other, Key, "pullrequest account");
        Callers =
        [
            new("its app", (method, path, json, headers) => SignedAsync(App, method, path, json, headers)),
            new("its token", By(Server.WithBearer(await App.SwapAsync(Server.Client)))),
            new("its token, limited to another repository", By(Server.WithBearer(await App.SwapAsync(Server.Client, ("bitbucket_repository", spare.ToString()))))),
            new("a token of another app", By(Server.WithBearer(await rival.SwapAsync(Server.Client))), Repository, Commit, PullRequest),
            new("a token of the same app, installed elsewhere", By(Server.WithBearer(await twin.SwapAsync(Server.Client)))),
            new("the owner, by OAuth", By(Server.WithBearer((await Server.TokensAsync(consumer, ada, "pullrequest account")).Access)), Repository, Commit, PullRequest),
            new("an outsider, by OAuth", By(Server.WithBearer((await Server.TokensAsync(consumer, eve, "pullrequest account")).Access))),
            new("a consumer of the workspace", By(Server.WithBearer((await Server.AskTokenAsync(consumer, "client_credentials")).Text("access_token"))), Repository, Commit, PullRequest),
            new("another app", (method, path, json, headers) => SignedAsync(rival, method, path, json, headers), Repository, Commit, PullRequest),
            new("the same app, installed elsewhere", (method, path, json, headers) => SignedAsync(twin, method, path, json, headers)),
            new("anonymous", By(Server.Client)),
            new("its frame, for the owner", By(Server.WithBearer(await FrameAsync(App, ada)))),
            new("its frame, by a token of its own, for a member who may read", By(Server.WithBearer(await OwnTokenAsync(await FrameAsync(App, bob))))),
            new("its frame, for an outsider", By(Server.WithBearer(await FrameAsync(App, eve)))),
            new("its frame, anonymous", By(Server.WithBearer(await FrameAsync(App, null)))),
            new("a frame of another app", By(Server.WithBearer(await FrameAsync(rival, ada))), Repository, Commit, PullRequest),
            new("a frame of another app, anonymous", By(Server.WithBearer(await FrameAsync(rival, null)))),
            new("the owner, by app password", By(await Server.AsAsync(ada)), Repository, Commit, PullRequest),
            new("the owner, by API token", By(Server.As(ada.Email, await Server.ApiTokenAsync(ada))), Repository, Commit, PullRequest),
            new("a member who may read, by app password", By(await Server.AsAsync(bob, "pullrequest", "account")), Repository, Commit, PullRequest),
            new("a member who may not", By(await Server.AsAsync(mia))),
            new("an outsider", By(await Server.AsAsync(eve))),
            new("a token of the repository", By(Server.WithBearer(await Server.AccessTokenAsync("acme/rocket", "pullrequest", "account"))), Repository, Commit, PullRequest),
            new("a token of the project", By(Server.WithBearer(await Server.AccessTokenAsync("acme:PROJ", "pullrequest", "account"))), Repository, Commit, PullRequest),
            new("a token of the workspace", By(Server.WithBearer(await Server.AccessTokenAsync("acme", "pullrequest", "account"))), Repository, Commit, PullRequest),
            new("a token of another repository", By(Server.WithBearer(await Server.AccessTokenAsync("acme/docs", "pullrequest", "account")))),
            new("a token of another workspace", By(Server.WithBearer(await Server.AccessTokenAsync("other", "pullrequest", "account")))),
        ];
    }

    /// <summary>What the page around a frame of the app holds, for a person with a session of their own.</summary>
    public async Task<string> FrameAsync(SigningApp app, TestUser? person)
    {
        var sessions = Server.Get<SessionStore>();
        var visitor = person is null ? null : await sessions.FindAsync(await sessions.BeginAsync(person.Id, CancellationToken.None), CancellationToken.None);
        var installation = await Server.Get<AppIdentityStore>().FindAsync(app.ClientKey, CancellationToken.None);
        return Server.Get<FrameTokens>().Mint(installation!.Caller.InstallationId, app.ClientKey, "panel", visitor, "");
    }

    private async Task<string> OwnTokenAsync(string bridge)
    {
        using var page = Server.WithBearer(bridge);
        return (await page.AskAsync(HttpMethod.Post, "/_/site/frames/access-token", "{}")).Json.GetProperty("access_token").GetString()!;
    }

    private async Task<string> OpenAsync(TestUser author, string rocket)
    {
        const string PullRequests = "/2.0/repositories/acme/rocket/pullrequests";
        await fixture.CommitAsync(rocket, "feature", "second\n", ("FEATURE", "new\n"));
        using var client = await Server.AsAsync(author);
        var opened = await client.AskAsync(
            HttpMethod.Post, PullRequests, """{"title": "t", "source": {"branch": {"name": "feature"}}, "destination": {"branch": {"name": "main"}}}""");
        return $"{PullRequests}/{opened.Json.GetProperty("id").GetInt32()}";
    }

    private static Func<HttpMethod, string, string?, (string Name, string Value)[], Task<TestAnswer>> By(HttpClient client) =>
        (method, path, json, headers) => client.AskAsync(method, path, json, headers);
}
