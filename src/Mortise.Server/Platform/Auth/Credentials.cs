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

    /// <summary>Bearer token of a successor app on a workspace, made by the host's administrator; only the client key of its predecessor is read by it.</summary>
    ForgeApp = 256,

    /// <summary>A person's own credential.</summary>
    Person = AppPassword | ApiToken,

    /// <summary>A token that belongs to a resource, not to a person.</summary>
    AccessToken = RepositoryToken | ProjectToken | WorkspaceToken,

    /// <summary>Anyone who says who they are; the host's administrator is not meant by it.</summary>
    Signed = Person | AccessToken | AppJwt,

    /// <summary>Everyone.</summary>
    Any = Signed | Anonymous,
}
