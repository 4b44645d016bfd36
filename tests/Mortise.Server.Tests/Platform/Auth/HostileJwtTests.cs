using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Secrets;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Auth;

/// <summary>Forged, stolen and broken tokens against a running server: each is refused at its step, and changes nothing.</summary>
public sealed class HostileJwtTests
{
    private const string Key = "com.example.ci.state";
    private const string Target = "/2.0/repositories/acme/rocket/properties/com.example.ci.state/latest";
    private const string Kept = """{"by": "the app"}""";

    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Theory, EveryDatabase]
    [Requirement("P25"), Requirement("P28")]
    public async Task A_hostile_token_is_refused_at_its_step_and_changes_nothing(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var forge = await ForgeAsync(server);
        var cases = HostileJwts.All.ToArray();
        var wrong = new List<string>();

        foreach (var hostile in cases)
        {
            var answer = await server.SendAsync("PUT", Target, [("Authorization", hostile.Authorization(forge))], """{"by": "the attacker"}""");
            if (answer.Status != hostile.Status || answer.Step != hostile.Step)
                wrong.Add($"{hostile.Name}: {answer.Status} at {answer.Step ?? "no step"}, not {hostile.Status} at {hostile.Step ?? "no step"}: {answer.Body}");

            if (Secrets(forge).Any(secret => answer.Body.Contains(secret, StringComparison.Ordinal)))
                wrong.Add($"{hostile.Name}: the answer holds a secret");

            if (await StoredAsync(server, forge) is var stored && stored != Kept)
                wrong.Add($"{hostile.Name}: the value is now {stored}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(cases.Length >= 80, $"{cases.Length} cases");
        Assert.Equal(cases.Length, cases.Select(hostile => hostile.Name).Distinct().Count());
    }

    [Theory, EveryDatabase]
    [Requirement("P22")]
    public async Task What_real_apps_send_is_accepted(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var get = (await ForgeAsync(server)) with { Method = "GET" };
        (string Name, string Authorization)[] cases =
        [
            ("as the libraries make it", get.Claiming()),
            ("iss is the client key", get.Claiming(("iss", Quoted(get.App.ClientKey)))),
            ("iss is the client key, no sub", get.Claiming(("iss", Quoted(get.App.ClientKey)), ("sub", null))),
            ("times in milliseconds", get.Claiming(("iat", get.At(0) + "000"), ("exp", get.At(180) + "000"))),
            ("times with a fraction", get.Claiming(("iat", get.At(0.25)), ("exp", get.At(180.5)))),
            ("exp as 1e10", get.Claiming(("exp", "1e10"))),
            ("past by less than the leeway", get.Claiming(("exp", get.At(-59)))),
            ("iat in the future", get.Claiming(("iat", get.At(7200)))),
            ("no iat", get.Claiming(("iat", null))),
            ("no qsh", get.Claiming(("qsh", null))),
            ("any aud", get.Claiming(("aud", """["somebody", "else"]"""))),
            ("further claims", get.Claiming(("context", """{"user": {"accountId": "x"}}"""))),
            ("no typ", get.Heading("""{"alg":"HS256"}""")),
            ("typ in lower case, behind", get.Heading("""{"alg":"HS256","typ":"jwt"}""")),
            ("alg with an escape", get.Heading("""{"alg":"\u0048S256"}""")),
            ("kid, which means nothing", get.Heading("""{"alg":"HS256","kid":"1"}""")),
            ("two blanks behind the scheme", "JWT  " + get.Token()),
            ("the secret of an install under way", (get with { App = get.Others["pending"] }).Claiming()),
            ("the secret of before, while an install is under way", (get with { App = get.Others["pending before"] }).Claiming()),
        ];

        foreach (var (name, authorization) in cases)
        {
            var answer = await server.SendAsync("GET", Target, [("Authorization", authorization)]);
            var expected = name.StartsWith("the secret of", StringComparison.Ordinal) ? 404 : 200;
            Assert.True(answer.Status == expected, $"{name}: {answer.Status} {answer.Body}");
        }
    }

    [Theory, EveryDatabase]
    public async Task A_strict_host_asks_for_more(TestDatabase database)
    {
        await using var server = await StartAsync(database, ("Connect:StrictJwt", "true"));
        var forge = await ForgeAsync(server);
        (string Name, string? Step, string Authorization)[] cases =
        [
            ("no iat", "issuedat", forge.Claiming(("iat", null))),
            ("iat in the future", "issuedat", forge.Claiming(("iat", forge.At(61)), ("exp", forge.At(90)))),
            ("more than an hour", "issuedat", forge.Claiming(("exp", forge.At(3601)))),
            ("no qsh", "qsh", forge.Claiming(("qsh", null))),
            ("qsh null", "qsh", forge.Claiming(("qsh", "null"))),
            ("an hour", null, forge.Claiming(("exp", forge.At(3600)))),
        ];

        foreach (var (name, step, authorization) in cases)
        {
            var answer = await server.SendAsync("PUT", Target, [("Authorization", authorization)], Kept);
            Assert.True((answer.Status, answer.Step) == (step is null ? 204 : 401, step), $"{name}: {answer.Status} {answer.Body}");
        }
    }

    [Theory, EveryDatabase]
    public async Task A_token_counts_in_one_place_and_once(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var forge = await ForgeAsync(server);
        var token = forge.Token();
        var get = (forge with { Method = "GET" }).Token();

        var twice = await server.SendAsync("PUT", Target, [("Authorization", "JWT " + token), ("Authorization", "JWT " + token)], "{}");
        var mixed = await server.SendAsync("PUT", Target, [("Authorization", "JWT " + token), ("Authorization", "Basic YTpi")], "{}");
        var inQuery = await server.SendAsync("PUT", $"{Target}?jwt={token}", [], "{}");
        var readInQuery = await server.SendAsync("GET", $"{Target}?jwt={get}", []);
        var inBoth = await server.SendAsync("GET", $"{Target}?jwt=nonsense", [("Authorization", "JWT " + get)]);

        Assert.Equal(401, twice.Status);
        Assert.Equal(401, mixed.Status);
        Assert.Equal(401, inQuery.Status);
        Assert.Equal(404, readInQuery.Status);
        Assert.Equal(200, inBoth.Status);
        Assert.Equal(Kept, await StoredAsync(server, forge));
    }

    [Theory, EveryDatabase]
    public async Task A_token_is_bound_to_what_the_server_reads(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var forge = await ForgeAsync(server) with { Method = "GET" };
        (string Signed, string Sent, int Status)[] cases =
        [
            (Target + "?fields=by", Target + "?fields=by", 200),
            (Target + "?a=1&b=2", Target + "?b=2&a=1", 200),
            (Target + "?a=1&a=2", Target + "?a=2&a=1", 200),
            (Target, "/" + Target, 401),
            ("/" + Target, "/" + Target, 200),
            (Target, Target + "/", 200),
            (Target, Target + "?fields=by", 401),
            (Target + "?fields=by", Target, 401),
            (Target + "?fields=by", Target + "?fields=-by", 401),
            (Target + "?a=b&c=d", Target + "?a=b%26c%3Dd", 401),
            (Target + "?a=1%2C2", Target + "?a=1&a=2", 401),
            (Target + "?a=1", Target + "?A=1", 401),
            (Target, "/api" + Target, 401),
            (Target, Target.Replace("rocket", "%72ocket", StringComparison.Ordinal), 200),
            (Target, Target.Replace("/rocket/", "/docs/../rocket/", StringComparison.Ordinal), 401),
            (Target, Target.Replace("rocket", "rocket%2F..%2Fdocs", StringComparison.Ordinal), 401),
        ];

        foreach (var (signed, sent, status) in cases)
        {
            var answer = await server.SendAsync("GET", sent, [("Authorization", (forge with { Target = signed }).Claiming())]);
            Assert.True(answer.Status == status, $"signed {signed}, sent {sent}: {answer.Status} {answer.Body}");
        }
    }

    [Theory, EveryDatabase]
    public async Task A_refusal_of_the_hash_shows_both_texts(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var forge = await ForgeAsync(server);

        var answer = await server.SendAsync("PUT", Target, [("Authorization", forge.Hashing("GET", Target))], "{}");

        Assert.Equal("qsh", answer.Step);
        Assert.Contains($"PUT&{Target}&", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"GET&{Target}&", answer.Body, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Who_has_no_secret_learns_nothing_of_one(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var forge = await ForgeAsync(server);
        var stranger = forge with { App = forge.App with { Secret = "mine" } };

        var answers = new[]
        {
            await AskAsync(stranger.Claiming()),
            await AskAsync(stranger.Claiming(("qsh", "\"wrong\""))),
            await AskAsync(stranger.Claiming(("exp", "0"))),
            await AskAsync(stranger.Claiming(("exp", null), ("qsh", null))),
        };
        var (removed, disabled) = (await AskAsync(Stranger("removed")), await AskAsync(Stranger("disabled")));

        // Whatever else is wrong, one without the secret hears of the signature alone: not of times, the request or the state.
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(answers[0], removed);
        Assert.Equal(answers[0], disabled);

        Task<RawAnswer> AskAsync(string authorization) => server.SendAsync("PUT", Target, [("Authorization", authorization)], "{}");

        string Stranger(string name) => (forge with { App = forge.Others[name] with { Secret = "mine" } }).Claiming();
    }

    private static string Quoted(string text) => TokenForge.Quoted(text);

    private static IEnumerable<string> Secrets(TokenForge forge) => [forge.App.Secret, .. forge.Others.Values.Select(app => app.Secret)];

    private static Task<TestServer> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(new StillClock(Now)), settings);

    private static async Task<TokenForge> ForgeAsync(TestServer server)
    {
        var (acme, other) = (await server.CreateWorkspaceAsync("acme"), await server.CreateWorkspaceAsync("other"));
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        var app = await SigningApp.InstallAsync(server, acme, Key);
        var others = new Dictionary<string, SigningApp>
        {
            ["foreign"] = await SigningApp.InstallAsync(server, other, Key),
            ["rival"] = await SigningApp.InstallAsync(server, acme, "rival"),
            ["scopeless"] = await SigningApp.InstallAsync(server, acme, "scopeless", "account"),
            ["removed"] = await SigningApp.InstallAsync(server, acme, "removed"),
            ["disabled"] = await SigningApp.InstallAsync(server, acme, "disabled"),
            ["renewed"] = await SigningApp.InstallAsync(server, acme, "renewed"),
            ["pending before"] = await SigningApp.InstallAsync(server, acme, "pending"),
        };
        others["pending"] = others["pending before"] with { Secret = "the next secret" };
        await SetAsync(server, others["removed"], "state = 'removed'");
        await SetAsync(server, others["disabled"], "state = 'disabled'");
        await SetAsync(server, others["renewed"], "secret = @secret");
        await SetAsync(server, others["pending"], "state = 'installing', pending_secret = @secret");

        var forge = new TokenForge(app, Now, "PUT", Target) { Others = others };
        var put = await server.SendAsync("PUT", Target, [("Authorization", forge.Claiming())], Kept);
        Assert.Equal(204, put.Status);
        return forge;
    }

    private static Task<int> SetAsync(TestServer server, SigningApp app, string change) =>
        server.Services.GetRequiredService<Database>().WriteAsync(
            write => write.ExecuteAsync(
                $"UPDATE installations SET {change} WHERE client_key = @ClientKey",
                new { app.ClientKey, secret = server.Services.GetRequiredService<SecretSealer>().Seal("the next secret") }),
            CancellationToken.None);

    private static async Task<string> StoredAsync(TestServer server, TokenForge forge) =>
        (await server.SendAsync("GET", Target, [("Authorization", (forge with { Method = "GET" }).Claiming())])).Body;

    /// <summary>A clock whose time of day stands still, so that leeways are exact; its ticks run on.</summary>
    private sealed class StillClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
