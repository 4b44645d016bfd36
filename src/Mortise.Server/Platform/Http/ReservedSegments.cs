using System.Collections.Frozen;

namespace Mortise.Server.Platform.Http;

/// <summary>First path segments that the server answers itself or keeps for itself: no account is named like one of them.</summary>
internal static class ReservedSegments
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "2.0", "1.0", "api", "!api", "_", "-", "account", "accounts", "admin", "app", "apps", "assets", "atlassian-connect", "blog", "bytebucket", "connect",
            "dashboard", "docs", "explore", "favicon.ico", "git", "graphql", "groups", "healthz", "help", "invitations", "login", "logout", "metrics",
            "mortise", "new", "notifications", "oauth", "openapi", "password", "product", "projects", "readyz", "register", "repo", "repositories",
            "robots.txt", "search", "security", "settings", "signin", "signout", "signup", "site", "snippets", "socialauth", "static", "status", "support",
            "system", "team", "teams", "user", "users", "well-known", ".well-known", "workspace", "workspaces", "xmlrpc",

            // User names that a token may stand beside, whoever owns it.
            "x-token-auth", "x-bitbucket-api-token-auth",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string segment) => Names.Contains(segment);
}
