using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Http;

/// <summary>Statuses and headers of every kind of answer (rest.md 8, 14), as tables.</summary>
public sealed class AnswerHeaderTests
{
    private const string Fresh = "private, max-age=0, must-revalidate";
    private const string Repository = "/2.0/repositories/acme/rocket";

    /// <summary>Who, method, path, body, status, and what the headers are; <c>-</c>: absent, <c>*</c>: there, <c>~</c>: absolute on our own address.</summary>
    private static readonly (string Who, string Method, string Path, string? Body, int Status, string Headers)[] Answers =
    [
        // What every answer carries.
        ("ada", "GET", Repository, null, 200, $"Cache-Control={Fresh}|ETag=*|Vary=Authorization, Origin, Cookie, Accept-Encoding|X-Request-Id=*|X-Content-Type-Options=nosniff|X-Frame-Options=SAMEORIGIN|Content-Type=application/json; charset=utf-8|Server=-"),
        ("ada", "GET", Repository, null, 200, "X-Credential-Type=apppassword|X-Accepted-OAuth-Scopes=repository|X-OAuth-Scopes=*|Access-Control-Allow-Origin=-|Location=-"),
        ("nobody", "GET", "/2.0", null, 200, $"Cache-Control={Fresh}|ETag=*|X-OAuth-Scopes=-|X-Credential-Type=-"),
        ("nobody", "GET", "/2.0/user", null, 401, "Cache-Control=no-store|ETag=-|WWW-Authenticate=Basic realm=\"Mortise\"|X-Request-Id=*|Vary=*|X-Content-Type-Options=nosniff|Content-Type=application/json; charset=utf-8"),
        ("nobody", "GET", Repository, null, 404, "Cache-Control=no-store|ETag=-|X-Request-Id=*"),
        ("bob", "PUT", Repository, "{}", 403, "Cache-Control=no-store|ETag=-|X-Accepted-OAuth-Scopes=repository:admin"),
        ("ada", "GET", Repository + "?pagelen=x&fields=" + "a.b.c.d.e.f.g.h.i.j.k", null, 400, "Cache-Control=no-store"),

        // HEAD is GET without a body; OPTIONS and a wrong method name what there is.
        ("ada", "HEAD", Repository, null, 200, "ETag=*|Content-Length=*|Content-Type=application/json; charset=utf-8"),
        ("nobody", "HEAD", Repository, null, 404, "Content-Type=application/json; charset=utf-8"),
        ("ada", "OPTIONS", Repository, null, 200, "Allow=DELETE, GET, HEAD, OPTIONS, POST, PUT"),
        ("nobody", "OPTIONS", "/2.0/user", null, 200, "Allow=GET, HEAD, OPTIONS"),
        ("nobody", "OPTIONS", "/2.0/nothing", null, 404, "Allow=-"),
        ("ada", "PATCH", Repository, "{}", 405, "Allow=DELETE, GET, HEAD, OPTIONS, POST, PUT|Cache-Control=no-store"),
        ("nobody", "POST", "/2.0/user", "{}", 405, "Allow=GET, HEAD, OPTIONS"),
        ("nobody", "TRACE", "/2.0/user", null, 405, "Allow=GET, HEAD, OPTIONS"),

        // Routes that are not there.
        ("ada", "GET", "/2.0/nothing", null, 404, "Content-Type=application/json; charset=utf-8|Cache-Control=no-store"),
        ("ada", "GET", Repository + "/pullrequests/1/nothing", null, 404, "Content-Type=application/json; charset=utf-8"),
        ("nobody", "GET", "/1.0/user", null, 404, "Content-Type=application/json; charset=utf-8"),

        // One route in all its spellings.
        ("ada", "GET", "/2.0/repositories/acme/rocket/", null, 200, "ETag=*"),
        ("ada", "GET", "//2.0//repositories//acme/rocket", null, 200, "ETag=*"),
        ("ada", "GET", "/api/2.0/repositories/acme/rocket", null, 200, "ETag=*"),
        ("ada", "GET", "/!api/2.0/repositories/acme/rocket", null, 200, "ETag=*"),

        // Bodies.
        ("ada", "POST", "/2.0/repositories/acme/broken", "{", 400, "Cache-Control=no-store"),
        ("ada", "POST", "/2.0/repositories/acme/broken", "[]", 400, "Cache-Control=no-store"),
        ("ada", "POST", "/2.0/repositories/acme/broken", "text/csv:a,b", 415, "Cache-Control=no-store"),

        // What is made or moved says where it is.
        ("ada", "POST", "/2.0/repositories/acme/made", "{}", 201, $"Location=~/2.0/repositories/acme/made|ETag=*|Cache-Control={Fresh}"),
        ("ada", "PUT", "/2.0/repositories/acme/made", """{"description": "a"}""", 200, "Location=-"),
        ("ada", "PUT", "/2.0/repositories/acme/made", """{"name": "Moved"}""", 200, "Location=~/2.0/repositories/acme/moved"),
        ("ada", "GET", "/2.0/repositories/acme/made?fields=name", null, 301, "Location=~/2.0/repositories/acme/moved?fields=name"),
        ("ada", "HEAD", "/2.0/repositories/acme/made", null, 301, "Location=~/2.0/repositories/acme/moved"),
        ("ada", "DELETE", "/2.0/repositories/acme/made", null, 404, "Location=-"),
        ("ada", "DELETE", "/2.0/repositories/acme/moved", null, 204, "ETag=-|X-Request-Id=*|Content-Length=-"),
        ("ada", "POST", "/2.0/workspaces/acme/projects", """{"key": "NEW", "name": "New"}""", 201, "Location=~/2.0/workspaces/acme/projects/NEW"),
        ("ada", "PUT", "/2.0/workspaces/acme/projects/NEW", """{"key": "NEWER"}""", 200, "Location=~/2.0/workspaces/acme/projects/NEWER"),
        ("ada", "DELETE", "/2.0/workspaces/acme/projects/NEWER", null, 204, "ETag=-"),
    ];

    [Theory, EveryDatabase]
    public async Task Each_kind_of_answer_has_its_status_and_headers(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var clients = await ClientsAsync(server);

        foreach (var (who, method, path, body, status, headers) in Answers)
        {
            var answer = await AskAsync(clients[who], method, server.Origin + path, body);
            var what = $"{who} {method} {path}";
            Assert.True(status == (int)answer.StatusCode, $"{what}: {(int)answer.StatusCode}, not {status}");
            foreach (var (name, expected) in headers.Split('|').Select(header => (header[..header.IndexOf('=', StringComparison.Ordinal)], header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..])))
                Assert.True(Fits(expected, Header(answer, name), server.Origin), $"{what}: {name} is {Header(answer, name) ?? "absent"}, not {expected}");

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(method != "HEAD" || text.Length == 0, $"{what} has a body");
            Assert.True(status < 400 || method == "HEAD" || text.StartsWith("""{"type":"error","error":{"message":""", StringComparison.Ordinal), $"{what}: {text}");
        }
    }

    [Theory, EveryDatabase]
    public async Task What_the_client_has_is_not_sent_again(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var client = (await ClientsAsync(server))["ada"];

        foreach (var path in new[] { Repository, Repository + "?fields=name", "/2.0/user", "/2.0/workspaces/acme/members", "/2.0/workspaces/acme/projects/PROJ" })
        {
            var tag = (await client.ReadAsync(path)).Header("ETag")!;
            var known = await client.ReadAsync(path, ("If-None-Match", $"\"other\", W/{tag}"));
            var other = await client.ReadAsync(path, ("If-None-Match", "\"00000000000000000000000000000000\""));

            Assert.Matches("^\"[0-9a-f]{32}\"$", tag);
            Assert.Equal((HttpStatusCode.NotModified, "", tag), (known.Status, known.Body, known.Header("ETag")));
            Assert.Contains("must-revalidate", known.Header("Cache-Control"));
            Assert.Equal(HttpStatusCode.OK, other.Status);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_page_of_another_origin_may_read_every_answer(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        (string, string) origin = ("Origin", "https://app.example.com");

        var preflight = await server.Client.AskAsync(HttpMethod.Options, Repository, null, origin, ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "if-match"));
        var refused = await server.Client.ReadAsync("/2.0/user", origin);
        var read = await server.Client.ReadAsync("/2.0", origin);

        Assert.Equal((HttpStatusCode.OK, "*", "86400"), (preflight.Status, preflight.Header("Access-Control-Allow-Origin"), preflight.Header("Access-Control-Max-Age")));
        Assert.Equal("GET, POST, PUT, PATCH, DELETE, OPTIONS", string.Join(", ", preflight.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Equal(
            "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Origin, Range, X-Csrftoken, X-Requested-With",
            string.Join(", ", preflight.Headers.GetValues("Access-Control-Allow-Headers")));
        foreach (var answer in new[] { refused, read })
        {
            Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
            Assert.Contains("ETag", answer.Header("Access-Control-Expose-Headers"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        }
    }

    private static async Task<Dictionary<string, HttpClient>> ClientsAsync(TestServer server)
    {
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.AddMemberAsync("acme", bob);
        await server.GrantAsync("acme/rocket", bob, "write");
        return new(StringComparer.Ordinal) { ["nobody"] = server.Client, ["ada"] = await server.AsAsync(ada), ["bob"] = await server.AsAsync(bob) };
    }

    /// <summary>A body <c>type:text</c> is sent under that media type, any other as JSON.</summary>
    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string method, string address, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        var isCsv = body?.StartsWith("text/csv:", StringComparison.Ordinal) == true;
        if (body is not null)
            request.Content = new StringContent(isCsv ? body[9..] : body, System.Text.Encoding.UTF8, isCsv ? "text/csv" : "application/json");

        return await client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) || answer.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    private static bool Fits(string expected, string? actual, string origin) => expected switch
    {
        "-" => actual is null,
        "*" => actual is { Length: > 0 },
        _ => actual == (expected.StartsWith('~') ? origin + expected[1..] : expected),
    };
}
