using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Reference;

/// <summary>One way to authenticate a request.</summary>
/// <param name="Scheme">In the document: <c>basic</c>, <c>bearer</c>, <c>jwt</c>.</param>
/// <param name="Kinds">The credentials that are sent in this way.</param>
/// <param name="Header">How it looks.</param>
internal sealed record CredentialKind(string Scheme, string Name, Credentials Kinds, string Header, string Text);

/// <summary>The ways there are, for readers.</summary>
internal static class CredentialKinds
{
    public static readonly IReadOnlyList<CredentialKind> All =
    [
        new("basic", "API token or app password", Credentials.Basic, "Authorization: Basic <base64 of e-mail:token>",
            "A secret of a person. An API token is sent with the e-mail address and asks for granular scopes; an app password is sent with the user name and asks for classic ones."),
        new("bearer", "OAuth 2 or access token", Credentials.OAuthUser | Credentials.OAuthOwner | Credentials.AppToken | Credentials.AccessToken | Credentials.ForgeApp,
            "Authorization: Bearer <token>",
            "A token of OAuth, for a person who consented or for the workspace of the consumer; a token of a repository, project or workspace; or a token that an app got for its JWT."),
        new("jwt", "JWT of an app", Credentials.AppJwt, "Authorization: JWT <token>",
            "An installed app signs each request with the shared secret of its installation. The token names the installation, and its qsh claim binds it to method, path and query: 'JWT' stands before it, not 'Bearer'."),
    ];

    public static IEnumerable<CredentialKind> Of(Credentials taken) => All.Where(kind => (taken & kind.Kinds) != Credentials.None);
}
