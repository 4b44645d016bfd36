using System.Net;
using System.Text;
using System.Text.Json;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>Every route, every kind of credential, every scope: asked of a running server cell by cell, and published as <c>docs/scopes.md</c>.</summary>
public sealed class ScopeMatrixTests
{
    private static readonly (string Title, Credentials Kind)[] Columns =
    [
        ("app password", Credentials.AppPassword), ("API token", Credentials.ApiToken), ("OAuth, person", Credentials.OAuthUser),
        ("OAuth, consumer", Credentials.OAuthOwner), ("access token", Credentials.WorkspaceToken), ("app, JWT", Credentials.AppJwt),
        ("app, token", Credentials.AppToken), ("app, frame", Credentials.AppFrame), ("nobody", Credentials.Anonymous),
    ];

    [Fact]
    public async Task Every_cell_is_answered_as_the_page_says()
    {
        await using var world = await ScopeMatrixWorld.StartAsync();
        var wrong = new List<string>();
        var cells = 0;

        // The apps that delete themselves come last: their tokens count no more.
        foreach (var route in MatrixRoute.Of(world.Server).OrderBy(route => route is { Method: "DELETE", Pattern: "/2.0/addon" }))
        {
            foreach (var credential in await world.CredentialsForAsync(route))
            {
                cells++;
                var (outcome, detail) = await AskAsync(world.Server, route, credential);
                var expected = MatrixRules.Expected(route, credential);
                if (outcome != expected)
                    wrong.Add($"{route.Method} {route.Pattern}, {credential.Kind} with '{string.Join(' ', credential.Scopes)}': {outcome}, not {expected}");
                else if (outcome == "403" && detail is { } told && told != Told(route, credential))
                    wrong.Add($"{route.Method} {route.Pattern}, {credential.Kind} with '{string.Join(' ', credential.Scopes)}': tells {told}, not {Told(route, credential)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cells} cells:\n{string.Join('\n', wrong.Take(40))}");
        Assert.True(cells > 5000, $"only {cells} cells were asked");
    }

    [Fact]
    public async Task The_page_of_scopes_says_what_the_routes_declare()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var page = Page(MatrixRoute.Of(server));
        var file = SourceTree.Path("docs", "scopes.md");
        var known = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        await File.WriteAllTextAsync(file, page);

        Assert.True(known == page, "docs/scopes.md was out of date. It is written anew: look at the difference and commit it.");
    }

    [Fact]
    public void The_closure_of_every_scope_is_that_of_the_published_table()
    {
        foreach (var scope in ScopeSet.All)
            Assert.Equal(MatrixRules.Closure([scope.ToWireName()]).Order(StringComparer.Ordinal), ScopeSet.Of(scope).Closure().Select(one => one.ToWireName()).Order(StringComparer.Ordinal));
    }

    /// <summary>Whether the gate refused, told from what a handler says; for 403 also what the answer names as granted and required.</summary>
    private static async Task<(string Outcome, string? Detail)> AskAsync(TestServer server, MatrixRoute route, MatrixCredential credential)
    {
        var answer = await server.Client.AskAsync(new HttpMethod(route.Method), route.Address, null, credential.Headers);
        var needsApp = answer.Body.Contains("Authentication must use app JWT", StringComparison.Ordinal);
        var isGate = needsApp || answer.Body.Contains("Authentication is required for this endpoint", StringComparison.Ordinal)
            || answer.Body.Contains("Token is invalid, expired, or not supported", StringComparison.Ordinal);
        if (answer.Status == HttpStatusCode.Unauthorized && isGate)
            return ("401", null);

        if (answer.Status == HttpStatusCode.Forbidden && needsApp)
            return ("403 kind", null);

        if (answer.Status != HttpStatusCode.Forbidden || !answer.Body.Contains("lack one or more required privilege scopes", StringComparison.Ordinal))
            return ("passes", null);

        if (!answer.Body.StartsWith('{'))
            return ("403", null);

        var detail = answer.Json.GetProperty("error").GetProperty("detail");
        return ("403", $"{detail.GetProperty("granted").GetRawText()} {detail.GetProperty("required").GetRawText()}");
    }

    private static string Told(MatrixRoute route, MatrixCredential credential)
    {
        var required = credential.Kind is Credentials.ApiToken or Credentials.ForgeApp or Credentials.Page ? route.Policy.Granular : MatrixRules.Asked(route.Policy, credential.Kind);
        return $"{JsonSerializer.Serialize(credential.Scopes)} {JsonSerializer.Serialize(required)}";
    }

    private static string Page(IReadOnlyList<MatrixRoute> routes)
    {
        var text = new StringBuilder();
        text.Append("# Scopes\n\n");
        text.Append("Which credential each route takes, and the scopes that it needs. Generated from the routes and asserted against a running server, cell by cell. A test writes this page.\n\n");
        text.Append("A credential of a kind that a route does not take gets 401, or 403 where the table says so. One without a needed scope gets 403, with `granted` and `required` in `error.detail`. Both are\n");
        text.Append("answered before the object is looked for. What a credential may do with an object is decided after that, by the rights of whoever it stands for.\n\n");
        text.Append("*Access token* means those of repositories, projects and workspaces. *App, frame* is the page of an app that a person looks at: the person's rights and the app's scopes, both; where nobody is signed in it may what nobody may. *Apps also* binds an app, by JWT, token or frame, beyond the scopes of all. API tokens have the granular\n");
        text.Append("scopes; all other kinds the classic ones. A cookie of the site is no credential of the API.\n");
        Section(text, "API", routes.Where(route => route.Pattern.StartsWith("/2.0", StringComparison.Ordinal)));
        Section(text, "Git", routes.Where(route => route.Policy.Rates == RateGroup.Git));
        Plain(text, "Admin API", "These take the token of the host's administrator and nothing else.", routes.Where(route => route.Policy.Takes == Credentials.HostAdmin));
        Plain(
            text, "Site", "Pages look at the cookie of a session alone, the token endpoint at the client itself; pictures and styles are for everybody.",
            routes.Where(route => !route.Pattern.StartsWith("/2.0", StringComparison.Ordinal) && route.Policy.Rates != RateGroup.Git && route.Policy.Takes != Credentials.HostAdmin));

        text.Append("\n## What a classic scope brings\n\n| Scope | Allows what these allow |\n|---|---|\n");
        foreach (var scope in ScopeSet.All.Select(scope => scope.ToWireName()))
            text.Append($"| `{scope}` | {string.Join(' ', MatrixRules.Closure([scope]).Order(StringComparer.Ordinal).Select(name => $"`{name}`"))} |\n");

        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<MatrixRoute> routes)
    {
        text.Append($"\n## {title}\n\n| Method | Path | {string.Join(" | ", Columns.Select(column => column.Title))} | Scopes | Apps also | Granular |\n");
        text.Append($"|---|---|{string.Concat(Enumerable.Repeat(":-:|", Columns.Length))}---|---|---|\n");
        foreach (var route in routes.DistinctBy(route => (route.Method, route.Pattern, route.Policy.Takes, route.Policy.Scopes)))
        {
            var policy = route.Policy;
            text.Append($"| {route.Method} | `{route.Pattern}` | {string.Join(" | ", Columns.Select(column => Cell(policy, column.Kind)))} ");
            text.Append($"| {Code(policy.Scopes.Select(scope => scope.ToWireName()))} | {Code(policy.AppScopes.Select(scope => scope.ToWireName()))} | {Code(policy.Granular)} |\n");
        }
    }

    private static string Cell(RoutePolicy policy, Credentials kind) =>
        policy.Takes.HasFlag(kind) ? "✓" : policy.OthersAreForbidden && kind != Credentials.Anonymous ? "403" : "–";

    private static void Plain(StringBuilder text, string title, string what, IEnumerable<MatrixRoute> routes)
    {
        text.Append($"\n## {title}\n\n{what}\n\n| Method | Path |\n|---|---|\n");
        foreach (var line in routes.Select(route => $"| {route.Method} | `{Shown(route.Pattern)}` |\n").OrderBy(line => line.Split('`')[1], StringComparer.Ordinal).ThenBy(line => line, StringComparer.Ordinal))
            text.Append(line);
    }

    /// <summary>Without the part of an asset's address that changes with its content.</summary>
    private static string Shown(string pattern) =>
        pattern.StartsWith("/assets/", StringComparison.Ordinal) ? "/assets/{hash}/" + pattern.Split('/')[^1] : pattern;

    private static string Code(IEnumerable<string> names) => string.Join(' ', names.Select(name => $"`{name}`"));
}
