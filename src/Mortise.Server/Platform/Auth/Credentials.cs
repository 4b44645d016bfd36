namespace Mortise.Server.Platform.Auth;

/// <summary>The kinds of credential that a request can bear, and that a route takes.</summary>
[Flags]
internal enum Credentials
{
    None = 0,

    /// <summary>No credential at all.</summary>
    Anonymous = 1,

    /// <summary>Basic <c>username:password</c>, with classic scopes chosen at creation.</summary>
    AppPassword = 2,

    /// <summary>Basic <c>email:token</c>, with granular scopes chosen at creation.</summary>
    ApiToken = 4,

    /// <summary>Bearer token of a repository.</summary>
    RepositoryToken = 8,

    /// <summary>Bearer token of a project.</summary>
    ProjectToken = 16,

    /// <summary>Bearer token of a workspace.</summary>
    WorkspaceToken = 32,

    /// <summary><c>Authorization: JWT</c>, signed by an installed app.</summary>
    AppJwt = 64,

    /// <summary>Bearer token of the host's administrator; only routes of the admin API take it.</summary>
    HostAdmin = 128,

    /// <summary>Bearer token of a consumer of OAuth, for a person who consented.</summary>
    OAuthUser = 256,

    /// <summary>Bearer token of a consumer of OAuth, for the workspace that the consumer belongs to.</summary>
    OAuthOwner = 512,

    /// <summary>Bearer token that an app got for its JWT (T of the property matrix).</summary>
    AppToken = 1024,

    /// <summary>The cookie of a browser that is signed in; only pages take it, and they look at no other credential.</summary>
    Session = 2048,

    /// <summary>What a client of OAuth says who it is with; only the token endpoint takes it, and looks at it itself.</summary>
    OAuthClient = 4096,

    /// <summary>Bearer token of a successor app on a workspace, made by the host's administrator; only the client key of its predecessor is read by it.</summary>
    ForgeApp = 8192,

    /// <summary>Bearer token that a page of this host holds for the person who looks at it.</summary>
    Page = 16384,

    /// <summary>Bearer token of the page of an app in a frame, for the person who looks at it (B of the property matrix).</summary>
    AppFrame = 32768,

    /// <summary>The same where nobody is signed in: it reads what anybody may.</summary>
    AnonymousFrame = 65536,

    /// <summary>A secret of a person, sent as Basic.</summary>
    Basic = AppPassword | ApiToken,

    /// <summary>A person by a secret of their own, or in their own browser; no program that somebody consented to.</summary>
    OwnHand = Basic | Page,

    /// <summary>A person, or what a person lets act for them: a consumer, a page of this host, an app in its frame.</summary>
    Person = Basic | OAuthUser | Page | AppFrame,

    /// <summary>What acts as the account of a workspace: an app installed on it, or a consumer that belongs to it.</summary>
    WorkspaceAccount = AppJwt | AppToken | OAuthOwner,

    /// <summary>A token that belongs to a resource, not to a person.</summary>
    AccessToken = RepositoryToken | ProjectToken | WorkspaceToken,

    /// <summary>Anyone who says who they are; the host's administrator is not meant by it.</summary>
    Signed = Person | AccessToken | WorkspaceAccount,

    /// <summary>Everyone.</summary>
    Any = Signed | Anonymous | AnonymousFrame,
}
