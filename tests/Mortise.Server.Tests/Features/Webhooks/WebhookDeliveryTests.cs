using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Jwt;
using Mortise.Server.Features.Webhooks.Delivery;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Webhooks;

/// <summary>What reaches a subscriber of a push, how it is signed, and how often it is tried (rest.md 19.2 to 19.6; connect.md 17).</summary>
public sealed class WebhookDeliveryTests
{
    private const string Secret = "hook-secret";

    [Fact]
    public void The_signature_is_that_of_the_published_example() =>
        Assert.Equal("sha256=6b930878ab761ccd2e7f9b532f4e366268316698bebb4423154efbd76e7e1547", WebhookDelivery.Signature(Secret, "{\"push\":{\"changes\":[]}}"u8));

    [Theory, EveryDatabase]
    public async Task A_push_reaches_repository_workspace_and_app(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await using var receiver = await HookReceiver.StartAsync();
        using var fixture = new GitFixture();
        var (ada, login) = await FillAsync(server);
        var ofRepository = await HookAsync(ada, "/2.0/repositories/acme/rocket/hooks", receiver.Origin + "/repository", $"\"secret\": \"{Secret}\", \"history_enabled\": true");
        await HookAsync(ada, "/2.0/workspaces/acme/hooks", receiver.Origin + "/workspace");
        await HookAsync(ada, "/2.0/workspaces/acme/hooks", receiver.Origin + "/suspended", "\"active\": false");
        await using var sealedReceiver = await HookReceiver.StartAsync(selfSigned: true);
        var wary = await HookAsync(ada, "/2.0/repositories/acme/rocket/hooks", sealedReceiver.Origin + "/wary", "\"history_enabled\": true");
        await HookAsync(ada, "/2.0/repositories/acme/rocket/hooks", sealedReceiver.Origin + "/trusting", "\"skip_cert_verification\": true");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["modules"]!["webhooks"] = new JsonArray(new JsonObject { ["event"] = "*", ["url"] = receiver.Origin + "/app?x=1" });
        await server.InstallAsync(app, "acme");

        var work = await fixture.InitAsync("work");
        var last = await fixture.CommitManyAsync(work, "main", 7);
        var first = (await fixture.GitAsync(work, "rev-parse", "main~6")).Trim();
        await fixture.TagAsync(work, "v1", last, "the first\n");
        await fixture.GitAsync(work, "push", $"{server.Origin.Replace("://", $"://{login}@", StringComparison.Ordinal)}/acme/rocket.git", "main", "refs/tags/v1");

        var plain = (await receiver.WaitAsync("/repository", 1))[0];
        var wide = (await receiver.WaitAsync("/workspace", 1))[0];
        var wrapped = (await receiver.WaitAsync("/app?x=1", 1))[0];

        // The headers, and the signature over the bytes.
        Assert.Equal(("repo:push", "1", "Bitbucket-Webhooks/2.0", "*/*", "application/json"),
            (plain.Header("X-Event-Key"), plain.Header("X-Attempt-Number"), plain.Header("User-Agent"), plain.Header("Accept"), plain.Header("Content-Type")));
        Assert.Equal(ofRepository.Trim('{', '}'), plain.Header("X-Hook-UUID"));
        Assert.True(Guid.TryParseExact(plain.Header("X-Request-UUID"), "D", out _) && DateTimeOffset.TryParseExact(plain.Header("X-Event-Time"), "r", null, default, out _));
        Assert.Equal(WebhookDelivery.Signature(Secret, Encoding.UTF8.GetBytes(plain.Text)), plain.Header("X-Hub-Signature"));
        Assert.Equal(("", plain.Text), (wide.Header("X-Hub-Signature"), wide.Text));

        // An app gets it in an envelope, under a token for this very request.
        Assert.Equal($"{{\"event\":\"repo:push\",\"data\":{plain.Text}}}", wrapped.Text);
        Assert.StartsWith("JWT ", wrapped.Header("Authorization"), StringComparison.Ordinal);
        Assert.True(UnverifiedJwt.TryParse(wrapped.Header("Authorization")["JWT ".Length..], out var token, out _));
        Assert.True(JwtVerifier.Verify(token, [app.SharedSecret], app.ClientKey, app.ClientKey, new SignedRequest("POST", "/app?x=1"), TimeProvider.System.GetUtcNow(), JwtRules.Default).Accepted);
        Assert.Empty(receiver.At("/suspended"));

        // Who, where, and what moved.
        Assert.Equal(("ada", "acme/rocket"), (plain.Body.GetProperty("actor").GetProperty("nickname").GetString(), plain.Body.GetProperty("repository").GetProperty("full_name").GetString()));
        Assert.Equal(
            "full_name is_private links name owner parent project scm type uuid website workspace",
            string.Join(' ', plain.Body.GetProperty("repository").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)));
        var changes = plain.Body.GetProperty("push").GetProperty("changes").EnumerateArray().ToDictionary(change => change.GetProperty("new").GetProperty("name").GetString()!);
        var (main, tag) = (changes["main"], changes["v1"]);
        Assert.Equal(("null", true, false, false, true),
            (main.GetProperty("old").GetRawText(), main.GetProperty("created").GetBoolean(), main.GetProperty("closed").GetBoolean(), main.GetProperty("forced").GetBoolean(), main.GetProperty("truncated").GetBoolean()));
        Assert.Equal((5, last), (main.GetProperty("commits").GetArrayLength(), main.GetProperty("commits")[0].GetProperty("hash").GetString()));
        Assert.False(main.GetProperty("commits")[0].TryGetProperty("repository", out _));
        Assert.Equal((last, "branch"), (main.GetProperty("new").GetProperty("target").GetProperty("hash").GetString(), main.GetProperty("new").GetProperty("type").GetString()));
        Assert.Equal(("tag", last, false), (tag.GetProperty("new").GetProperty("type").GetString(), tag.GetProperty("new").GetProperty("target").GetProperty("hash").GetString(), tag.TryGetProperty("commits", out _)));

        // Rewriting a branch is told as such, and so is deleting one.
        await fixture.GitAsync(work, "push", "--force", $"{server.Origin.Replace("://", $"://{login}@", StringComparison.Ordinal)}/acme/rocket.git", $"{first}:refs/heads/main", ":refs/tags/v1");
        var second = (await receiver.WaitAsync("/repository", 2))[1].Body.GetProperty("push").GetProperty("changes").EnumerateArray().ToList();
        var forced = second.Single(change => change.GetProperty("new").ValueKind != System.Text.Json.JsonValueKind.Null);
        var closed = second.Single(change => change.GetProperty("new").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.Equal((true, 0, last), (forced.GetProperty("forced").GetBoolean(), forced.GetProperty("commits").GetArrayLength(), forced.GetProperty("old").GetProperty("target").GetProperty("hash").GetString()));
        Assert.Equal((true, "v1"), (closed.GetProperty("closed").GetBoolean(), closed.GetProperty("old").GetProperty("name").GetString()));

        // The history holds what was sent to the one that keeps it.
        using var administrator = server.Administrator();
        Task<TestAnswer> AttemptsAsync(string hook) => administrator.ReadAsync($"/_/api/webhooks/{hook.Trim('{', '}')}/attempts");
        var attempts = (await Eventually.SeeAsync(
            () => AttemptsAsync(ofRepository), static answer => answer.Json.GetProperty("values").GetArrayLength() > 1, "second attempt kept")).Json.GetProperty("values");
        Assert.Equal((2, "Sent: 200", plain.Text, "taken"), (attempts.GetArrayLength(), attempts[1].GetProperty("outcome").GetString(), attempts[1].GetProperty("request").GetString(), attempts[1].GetProperty("response").GetString()));

        // A certificate that nobody vouches for is taken where the subscription says so, and nowhere else.
        await sealedReceiver.WaitAsync("/trusting", 2);
        var refused = await Eventually.SeeAsync(
            () => AttemptsAsync(wary), static answer => answer.Json.GetProperty("values").GetArrayLength() > 0, "attempt with the certificate");
        Assert.Contains("certificate", refused.Json.GetProperty("values")[0].GetProperty("outcome").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(sealedReceiver.At("/wary"));
        Assert.Equal(HttpStatusCode.NotFound, (await AttemptsAsync($"{Guid.Empty}")).Status);

        await TooMuchAsync(receiver, fixture, work, $"{server.Origin.Replace("://", $"://{login}@", StringComparison.Ordinal)}/acme/rocket.git");
    }

    /// <summary>What is too long for a delivery loses its commits, and then the messages of what it still shows.</summary>
    private static async Task TooMuchAsync(HookReceiver receiver, GitFixture fixture, string work, string rocket)
    {
        for (var at = 0; at < 3; at++)
            await fixture.CommitAsync(work, "long", new string('m', 40_000) + "\n", ("file", $"{at}"));
        await fixture.GitAsync(work, "push", rocket, "long");
        await fixture.CommitAsync(work, "longer", new string('m', 300_000) + "\n", ("file", "1"));
        await fixture.GitAsync(work, "push", rocket, "longer");
        var received = await receiver.WaitAsync("/repository", 4);

        foreach (var (branch, hasMessage) in new[] { ("long", true), ("longer", false) })
        {
            var delivery = received.Single(one => one.Text.Contains($"\"name\":\"{branch}\"", StringComparison.Ordinal));
            var change = delivery.Body.GetProperty("push").GetProperty("changes")[0];
            var target = change.GetProperty("new").GetProperty("target");
            Assert.InRange(Encoding.UTF8.GetByteCount(delivery.Text), 1, WebhookMessage.MostBytes);
            Assert.Equal((true, 0, hasMessage), (change.GetProperty("truncated").GetBoolean(), change.GetProperty("commits").GetArrayLength(), target.TryGetProperty("message", out _)));
            Assert.Equal((await fixture.GitAsync(work, "rev-parse", branch)).Trim(), target.GetProperty("hash").GetString());
        }
    }

    [Fact]
    public async Task What_may_pass_is_tried_three_times_and_what_is_refused_once()
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock));
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = path => path switch { "/down" => 503, "/gone" => 404, "/moved" => 302, _ => 200 };
        using var fixture = new GitFixture();
        var (ada, login) = await FillAsync(server);
        foreach (var name in (string[])["down", "gone", "moved", "fine"])
            await HookAsync(ada, "/2.0/repositories/acme/rocket/hooks", $"{receiver.Origin}/{name}");

        var work = await fixture.InitAsync("work");
        await fixture.CommitAsync(work, "main", "first\n", ("README", "hello\n"));
        await fixture.GitAsync(work, "push", $"{server.Origin.Replace("://", $"://{login}@", StringComparison.Ordinal)}/acme/rocket.git", "main");
        foreach (var name in (string[])["/down", "/gone", "/moved", "/fine"])
            await receiver.WaitAsync(name, 1);

        foreach (var (pause, attempts) in ((int, int)[])[(67, 2), (331, 3)])
        {
            await SettledAsync(server, attempts - 1);
            clock.Advance(TimeSpan.FromSeconds(pause));
            await receiver.WaitAsync("/down", attempts);
        }

        await SettledAsync(server, 3);
        clock.Advance(TimeSpan.FromHours(1));
        await Task.Delay(1500);

        var tries = receiver.At("/down");
        Assert.Equal("1 2 3", string.Join(' ', tries.Select(one => one.Header("X-Attempt-Number"))));
        Assert.Single(tries.Select(one => one.Header("X-Request-UUID")).Distinct());
        Assert.Equal((1, 1, 1, 0), (receiver.At("/gone").Count, receiver.At("/moved").Count, receiver.At("/fine").Count, receiver.At("/elsewhere").Count));
    }

    /// <summary>Waits until the message of <c>/down</c> has that many recorded attempts.</summary>
    private static Task SettledAsync(TestServer server, int attempts) => Eventually.SeeAsync(
        () => server.Get<Mortise.Server.Platform.Data.Database>().ReadAsync(
            session => session.ScalarAsync<long>("SELECT MAX(number) FROM outbox_attempts a JOIN outbox o ON o.id = a.message_id AND o.kind = 'webhook'"), CancellationToken.None),
        most => most >= attempts,
        $"message with {attempts} attempts");

    /// <summary>ada owns acme with its private rocket; her client, and the login of her git.</summary>
    private static async Task<(HttpClient Ada, string Login)> FillAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        return (await server.AsAsync(ada), $"ada:{await server.AppPasswordAsync(ada)}");
    }

    /// <returns>Its uuid, in braces.</returns>
    private static async Task<string> HookAsync(HttpClient ada, string at, string url, string more = "\"active\": true")
    {
        var made = await ada.AskAsync(HttpMethod.Post, at, $$"""{"url": "{{url}}", "events": ["repo:push", "repo:fork"], {{more}}}""");
        Assert.True(made.Status == HttpStatusCode.Created, made.Body);
        return made.Json.GetProperty("uuid").GetString()!;
    }
}
