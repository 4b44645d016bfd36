using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>Who sent a request, after its credential was checked. A closed set of kinds; <see cref="PolicyGate"/> makes them.</summary>
internal abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>Whose rights on objects count.</summary>
    public abstract AccessSubject Access { get; }

    public abstract Credentials Kind { get; }

    /// <summary>The scopes held; null when the caller carries none.</summary>
    public virtual HeldScopes? Scopes => null;

    /// <summary>The person, where the caller is one or acts as one.</summary>
    public Guid? UserId => Access.UserId;

    /// <summary>Nobody who is known: also in the frame of an app.</summary>
    public bool IsAnonymous => this is Anonymous or AppFrame { PersonId: null };

    /// <summary>The key of the client that a bearer token of OAuth was made for; null for other credentials.</summary>
    public virtual string? ClientId => null;

    /// <summary>The installation that the caller is, by a JWT of its own or by a token that it got for one, or whose page a person works with.</summary>
    public App? ActingApp => this switch
    {
        App app => app,
        SwappedApp { Installation: var app } => app,
        AppFrame { Installation: var app } => app,
        _ => null,
    };

    /// <summary>Nobody in particular.</summary>
    internal sealed record Anonymous : Caller
    {
        public static Anonymous Instance { get; } = new();

        public override AccessSubject Access => AccessSubject.Nobody;

        public override Credentials Kind => Credentials.Anonymous;
    }

    /// <summary>A person, by app password or API token, or by the token of a consumer that the person consented to.</summary>
    /// <param name="Consumer">The key of that consumer.</param>
    internal sealed record Person(Guid Id, string Username, Credentials How, HeldScopes Held, string? Consumer = null) : Caller
    {
        public override AccessSubject Access { get; } = new(UserId: Id);

        public override Credentials Kind => How;

        public override HeldScopes Scopes => Held;

        public override string? ClientId => Consumer;
    }

    /// <summary>A person in a browser that is signed in. It has all scopes, and only pages take it.</summary>
    internal sealed record Visitor(Guid Id, string Username, string DisplayName) : Caller
    {
        /// <summary>The session by the hash of its cookie; empty where a person's rights are asked for without one.</summary>
        public string Session { get; init; } = "";

        public override AccessSubject Access { get; } = new(UserId: Id);

        public override Credentials Kind => Credentials.Session;
    }

    /// <summary>A consumer of OAuth that acts for the workspace it belongs to, limited by its scopes.</summary>
    internal sealed record ConsumerOwner(string Key, Guid WorkspaceId, bool OnPersonalWorkspace, HeldScopes Held) : Caller
    {
        public override AccessSubject Access { get; } = new(UserId: OnPersonalWorkspace ? WorkspaceId : null, WorkspaceId: WorkspaceId);

        public override Credentials Kind => Credentials.OAuthOwner;

        public override HeldScopes Scopes => Held;

        public override string ClientId => Key;
    }

    /// <summary>The token of a repository, project or workspace; it belongs to no person.</summary>
    internal sealed record ResourceToken(
        Guid Id, string Name, DateTimeOffset CreatedOn, Credentials How, Guid WorkspaceId, Guid? ProjectId, Guid? RepositoryId, HeldScopes Held) : Caller
    {
        public override AccessSubject Access { get; } = How switch
        {
            Credentials.RepositoryToken => new(RepositoryId: RepositoryId),
            Credentials.ProjectToken => new(ProjectId: ProjectId),
            _ => new(WorkspaceId: WorkspaceId),
        };

        public override Credentials Kind => How;

        public override HeldScopes Scopes => Held;
    }

    /// <summary>An app that signed the request with the secret of its installation (J of the property matrix).</summary>
    /// <remarks>It acts as the account it is installed on, limited by its scopes (Source: Bitbucket Cloud docs, "Authentication for apps").</remarks>
    internal sealed record App(Guid InstallationId, AppKey AppKey, string ClientKey, Guid WorkspaceId, bool OnPersonalWorkspace, HeldScopes Held) : Caller
    {
        public override AccessSubject Access { get; } = new(UserId: OnPersonalWorkspace ? WorkspaceId : null, WorkspaceId: WorkspaceId);

        public override Credentials Kind => Credentials.AppJwt;

        public override HeldScopes Scopes => Held;
    }

    /// <summary>The successor of an app, on one workspace. It has no rights there: it may ask for its predecessor's client key.</summary>
    /// <param name="ForgeAppId">As descriptors name it in <c>forgeAppId</c>.</param>
    internal sealed record ForgeApp(string ForgeAppId, Guid Workspace, HeldScopes Held) : Caller
    {
        public override AccessSubject Access => AccessSubject.Nobody;

        public override Credentials Kind => Credentials.ForgeApp;

        public override HeldScopes Scopes => Held;
    }

    /// <summary>An app by a token that it got for its JWT (T of the property matrix): the same rights, or those on some repositories alone.</summary>
    /// <param name="Repositories">What the token is limited to; null: it reaches as far as the app.</param>
    internal sealed record SwappedApp(App Installation, IReadOnlyList<Guid>? Repositories, HeldScopes Held) : Caller
    {
        public override AccessSubject Access { get; } = Repositories is null ? Installation.Access : new(Repositories: Repositories);

        public override Credentials Kind => Credentials.AppToken;

        public override HeldScopes Scopes => Held;

        public override string ClientId => Installation.ClientKey;
    }

    /// <summary>The page of an app in a frame of this host, for whoever looks at it (B of the property matrix).</summary>
    /// <remarks>The rights of the person, inside the workspace that the app is installed on, limited by the app's scopes: an intersection of the three.</remarks>
    /// <param name="PersonId">Null: nobody is signed in. The frame reads what anybody may, and writes nothing.</param>
    /// <param name="Token">What the frame calls with.</param>
    internal sealed record AppFrame(App Installation, Guid? PersonId, string? Username, FrameToken Token) : Caller
    {
        public override AccessSubject Access { get; } = new(UserId: PersonId, Within: Installation.WorkspaceId);

        public override Credentials Kind => PersonId is null ? Credentials.AnonymousFrame : Credentials.AppFrame;

        public override HeldScopes Scopes => Installation.Held;

        public override string ClientId => Installation.ClientKey;
    }

    /// <summary>Whoever can read the host's <c>admin.token</c>. It has no rights on objects: the routes of the admin API need none.</summary>
    internal sealed record HostAdmin : Caller
    {
        public static HostAdmin Instance { get; } = new();

        /// <summary>Set where the administrator's request is about this workspace, so that what it made there can be shown.</summary>
        public Guid? Workspace { get; init; }

        public override AccessSubject Access => new(WorkspaceId: Workspace);

        public override Credentials Kind => Credentials.HostAdmin;
    }

    /// <summary>How handlers take the caller as a parameter: the gate has put it there.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<Caller?>(context.Api().Caller);
}

/// <summary>The ids whose rights a caller has: those of a person, and all rights inside one workspace, project or repository.</summary>
/// <param name="Repositories">All rights on each of these, and none on what they stand in; at most <see cref="MostRepositories"/>.</param>
/// <param name="Within">Outside of this workspace nothing is there, public things neither; null: no such bound.</param>
internal sealed record AccessSubject(
    Guid? UserId = null, Guid? WorkspaceId = null, Guid? ProjectId = null, Guid? RepositoryId = null, IReadOnlyList<Guid>? Repositories = null,
    Guid? Within = null)
{
    public const int MostRepositories = 100;

    public static AccessSubject Nobody { get; } = new();

    public bool Reaches(Guid workspace) => Within is null || Within == workspace;
}

/// <summary>The scopes of a credential: classic ones with their implications, or the granular ones of an API token.</summary>
internal sealed record HeldScopes
{
    private readonly ScopeSet closure;
    private readonly HashSet<string>? granular;

    private HeldScopes(IReadOnlyList<string> names, ScopeSet granted, HashSet<string>? granular) =>
        (Names, Listed, Granted, closure, this.granular) = (names, string.Join(", ", names), granted, granted.Closure(), granular);

    /// <summary>As granted, for <c>X-OAuth-Scopes</c> and the text of a refusal.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The same as a set; empty for granular ones.</summary>
    public ScopeSet Granted { get; }

    /// <summary>The classic scopes after implication; empty for granular ones.</summary>
    public ScopeSet Closure => closure;

    public static HeldScopes Classic(ScopeSet scopes) => new([.. scopes.Select(scope => scope.ToWireName())], scopes, null);

    /// <param name="names">Granular names, or <c>*</c> alone for all of them.</param>
    public static HeldScopes Granular(IReadOnlyList<string> names) => new(names, ScopeSet.None, [.. names]);

    /// <summary>The same as one line.</summary>
    public string Listed { get; }

    /// <summary>True when the route may be used.</summary>
    public bool Suffice(RoutePolicy policy, bool isApp)
    {
        if (granular is not null)
            return granular.Contains("*") || policy.Granular.All(granular.Contains);

        return (isApp ? policy.Scopes.Union(policy.AppScopes) : policy.Scopes).IsSubsetOf(closure);
    }

    public bool IsGranular => granular is not null;

    /// <summary>Whether what the one scope of the two allows is allowed: the classic one after implication, or the granular one of an API token.</summary>
    public bool Allows(Scope classic, string name) =>
        granular is not null ? granular.Contains("*") || granular.Contains(name) : closure.Contains(classic);

    /// <summary>What <paramref name="policy"/> asks of a credential of this sort.</summary>
    public ScopeNameList AskedBy(RoutePolicy policy, bool isApp) =>
        granular is not null ? policy.AskedOfApiTokens : isApp ? policy.AskedOfApps : policy.AskedOfOthers;
}
