using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>What every route of the API has in common (rest.md 8, 12, 14), asked of each that is mapped, so that nobody has to remember it for a new one.</summary>
public sealed class ConductTests
{
    /// <summary>What the reference gives no body, so that none is read.</summary>
    private static readonly string[] BodilessOperations =
    [
        "POST /2.0/repositories/acme/rocket/commit/{commit}/approve",
        "POST /2.0/repositories/acme/rocket/pullrequests/1/approve",
        "POST /2.0/repositories/acme/rocket/pullrequests/1/request-changes",
        "PUT /2.0/repositories/acme/rocket/default-reviewers/ada",
        "PUT /2.0/workspaces/acme/projects/PROJ/default-reviewers/ada",
    ];

    [Fact]
    public async Task Every_route_answers_HEAD_OPTIONS_other_methods_other_origins_and_known_tags_alike()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var fixture = new GitFixture();
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var hash = await fixture.CommitAsync(server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket")), "main", "first\n", ("README", "hello\n"));
        using var client = await server.AsAsync(ada);
        var routes = Routes(server, hash);
        var wrong = new List<string>();
        var found = 0;

        foreach (var route in routes.GroupBy(route => route.Address, StringComparer.Ordinal))
        {
            var allow = string.Join(", ", route.Select(one => one.Method).Concat(route.Any(one => one.Method == "GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]).Distinct().Order(StringComparer.Ordinal));
            var options = await client.AskAsync(HttpMethod.Options, route.Key);
            var odd = await client.AskAsync(HttpMethod.Patch, route.Key, "{}");
            Check(wrong, $"OPTIONS {route.Key}", (200, allow), ((int)options.Status, string.Join(", ", options.ContentHeaders.Allow)));
            Check(wrong, $"PATCH {route.Key}", (405, allow, "no-store"), ((int)odd.Status, string.Join(", ", odd.ContentHeaders.Allow), odd.Header("Cache-Control")));
            if (route.FirstOrDefault(one => one.Method == "GET") is not { } get)
                continue;

            var answer = await client.ReadAsync(get.Address, ("Origin", "https://app.example.com"));
            found += answer.Status == HttpStatusCode.OK ? 1 : 0;
            Check(wrong, $"{get.Address} from another origin", "*", answer.Header("Access-Control-Allow-Origin"));
            var head = await client.AskAsync(HttpMethod.Head, get.Address);
            Check(wrong, $"HEAD {get.Address}", (answer.Status, answer.Header("ETag"), answer.Header("Content-Type"), answer.Header("Cache-Control"), ""),
                (head.Status, head.Header("ETag"), head.Header("Content-Type"), head.Header("Cache-Control"), head.Body));
            if ((int)answer.Status >= 400)
                Check(wrong, $"the refusal of {get.Address}", ("no-store", true), (answer.Header("Cache-Control"), answer.Body.StartsWith("{\"type\":\"error\",\"error\":{\"message\":", StringComparison.Ordinal)));
            else if (answer.Status == HttpStatusCode.OK && answer.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true)
                await CheckTagsAsync(server, client, wrong, get, answer);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}:\n{string.Join('\n', wrong.Take(30))}");
        Assert.True(routes.Count > 60 && found > 20, $"only {routes.Count} routes were asked, and {found} of them found something");
    }

    /// <summary>A stranger learns nothing of a private repository from any method, and a body that is no JSON does nothing anywhere.</summary>
    [Fact]
    public async Task Every_route_refuses_strangers_as_if_nothing_were_there_and_what_it_cannot_read()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var fixture = new GitFixture();
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var rocket = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        var hash = await fixture.CommitAsync(rocket, "main", "first\n", ("README", "hello\n"));
        await fixture.GitAsync(rocket, "branch", "feature", "main");
        await fixture.CommitAsync(rocket, "feature", "second\n", ("README", "hello, you\n"));
        using HttpClient owner = await server.AsAsync(ada), stranger = await server.AsAsync(await server.CreateUserAsync("eve"));
        var opened = await owner.AskAsync(
            HttpMethod.Post, "/2.0/repositories/acme/rocket/pullrequests", """{"title": "t", "source": {"branch": {"name": "feature"}}, "destination": {"branch": {"name": "main"}}}""");
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        var (wrong, heedless) = (new List<string>(), new List<string>());
        var (hiddenFrom, unread) = (0, 0);

        foreach (var named in Routes(server, hash))
        {
            var route = named with { Address = named.Address.Replace("/pullrequests/nothing", "/pullrequests/1", StringComparison.Ordinal) };
            var method = new HttpMethod(route.Method);
            var body = route.Method is "POST" or "PUT" ? "{}" : null;
            if (route.Address.Contains("/acme/rocket", StringComparison.Ordinal))
            {
                hiddenFrom++;
                var hidden = await stranger.AskAsync(method, route.Address, body);
                var absent = await stranger.AskAsync(method, route.Address.Replace("/acme/rocket", "/acme/missing", StringComparison.Ordinal), body);
                Check(wrong, $"{method} {route.Address} by a stranger", (absent.Status, absent.Body.Replace("missing", "rocket", StringComparison.Ordinal), true),
                    (hidden.Status, hidden.Body, (int)hidden.Status is 401 or 403 or 404));
            }

            if (body is null)
                continue;

            unread++;
            var broken = await owner.AskAsync(method, route.Address, "{\"");
            if (broken.Status == HttpStatusCode.OK)
                heedless.Add($"{method} {route.Address.Replace(hash, "{commit}", StringComparison.Ordinal)}");
            else if ((int)broken.Status is < 400 or >= 500)
                wrong.Add($"{method} {route.Address} with half a body: {broken.Status}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}:\n{string.Join('\n', wrong.Take(80))}");
        Assert.Equal(string.Join('\n', BodilessOperations), string.Join('\n', heedless.Order(StringComparer.Ordinal)));
        Assert.True(hiddenFrom > 90 && unread > 40, $"only {hiddenFrom} routes were asked by a stranger, and {unread} with half a body");
    }

    private static async Task CheckTagsAsync(TestServer server, HttpClient client, List<string> wrong, Route get, TestAnswer answer)
    {
        var tag = answer.Header("ETag");
        var known = await client.ReadAsync(get.Address, ("If-None-Match", tag ?? "none"));
        Check(wrong, $"{get.Address} again", (HttpStatusCode.NotModified, ""), (known.Status, known.Body));

        using var request = new HttpRequestMessage(HttpMethod.Get, server.Origin + get.Address);
        request.Headers.Add("Accept-Encoding", "br, gzip");
        using var compressed = await client.SendAsync(request);
        var isCompressed = compressed.Content.Headers.ContentEncoding.SingleOrDefault() == "gzip";
        await using var stream = isCompressed ? new GZipStream(await compressed.Content.ReadAsStreamAsync(), CompressionMode.Decompress) : await compressed.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var wantsGzip = get.Rates != RateGroup.ApplicationProperties;
        Check(wrong, $"{get.Address} by gzip", (wantsGzip, wantsGzip ? "W/" + tag : tag, answer.Body, "Authorization, Origin, Cookie, Accept-Encoding"),
            (isCompressed, compressed.Headers.ETag?.ToString(), await reader.ReadToEndAsync(), string.Join(", ", compressed.Headers.Vary)));
    }

    private static void Check<T>(List<string> wrong, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            wrong.Add($"{what}: {actual}, not {expected}");
    }

    /// <summary>Every route below <c>/2.0</c>, addressed at something that is there where its parameters tell what that is.</summary>
    private static List<Route> Routes(TestServer server, string hash) =>
        [
            .. from route in server.Endpoints()
               let policy = route.Metadata.GetMetadata<RoutePolicy>()
               where policy is not null && route.RoutePattern.RawText!.TrimStart('/').StartsWith("2.0/", StringComparison.Ordinal)
               from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               from address in AddressesOf(route, hash)
               select new Route(method, address, policy.Rates),
        ];

    /// <summary>A parameter that takes all the rest of a path takes nothing as well, and one that takes a number takes a word that is a route of its own.</summary>
    private static IEnumerable<string> AddressesOf(RouteEndpoint route, string hash)
    {
        var address = AddressOf(route, hash);
        yield return address;
        if (route.RoutePattern.PathSegments is [.., { Parts: [RoutePatternParameterPart { IsCatchAll: true }] }])
            yield return address[..address.LastIndexOf('/')];

        if (address.EndsWith("/pullrequests/nothing", StringComparison.Ordinal))
            yield return address.Replace("nothing", "activity", StringComparison.Ordinal);
    }

    private static string AddressOf(RouteEndpoint route, string hash) =>
        string.Concat(route.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => Value(parameter, hash),
            _ => "",
        })))).TrimEnd('/');

    private static string Value(RoutePatternParameterPart parameter, string hash) => parameter.Name switch
    {
        "workspace" => "acme",
        "repo_slug" => "rocket",
        "project_key" => "PROJ",
        "selected_user" or "selected_user_id" or "member" or "target_username" => "ada",
        "email" => "ada@example.com",
        "commit" or "revision" or "spec" or "revspec" => hash,
        _ => parameter.ParameterPolicies.Any(policy => policy.Content == "int") ? "1" : "nothing",
    };

    private sealed record Route(string Method, string Address, RateGroup Rates);
}
