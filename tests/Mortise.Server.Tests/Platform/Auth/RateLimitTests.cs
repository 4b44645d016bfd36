using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Auth;

/// <summary>Limits of requests, where the host's administrator turned them on (rest.md 13).</summary>
public sealed class RateLimitTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Fact]
    public async Task A_caller_who_has_sent_too_much_is_told_when_to_come_back()
    {
        var clock = new FakeClock(stands: true);
        await using var server = await TestServer.StartAsync(
            TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock),
            ("RateLimits:Enabled", "true"), ("RateLimits:RepositoryData", "10"), ("RateLimits:Anonymous", "3"));
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        using var first = await server.AsAsync(ada);
        using var second = server.As(ada.Email, await server.ApiTokenAsync(ada));
        using var other = await server.AsAsync(bob);

        // One person by two secrets: the ninth request has 1 of 10 left, the tenth none, and the eleventh has to wait.
        var answers = new List<TestAnswer>();
        for (var at = 0; at < 11; at++)
            answers.Add(await (at % 2 == 0 ? first : second).ReadAsync(Rocket));

        Assert.All(answers[..10], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal((HttpStatusCode.TooManyRequests, "Rate limit for this resource has been exceeded"), (answers[10].Status, answers[10].ErrorMessage));
        Assert.InRange(int.Parse(answers[10].Header("Retry-After")!, CultureInfo.InvariantCulture), 300, 360);      // less where the eleven requests took their time
        Assert.Equal(("10", "api", "false"), (answers[0].Header("X-RateLimit-Limit"), answers[0].Header("X-RateLimit-Resource"), answers[0].Header("X-RateLimit-NearLimit")));
        Assert.Equal(("false", "true", "true"), (answers[7].Header("X-RateLimit-NearLimit"), answers[8].Header("X-RateLimit-NearLimit"), answers[10].Header("X-RateLimit-NearLimit")));

        // Another group, another person and the administrator go on; time gives back what was taken, bit by bit.
        using var administrator = server.Administrator();
        Assert.Equal((HttpStatusCode.OK, "accounts"), ((await first.ReadAsync("/2.0/user")).Status, (await first.ReadAsync("/2.0/user")).Header("X-RateLimit-Resource")));
        Assert.Equal(HttpStatusCode.NotFound, (await other.ReadAsync(Rocket)).Status);
        Assert.Null((await administrator.ReadAsync("/_/api/users")).Header("X-RateLimit-Limit"));
        clock.Advance(TimeSpan.FromSeconds(361));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), ((await first.ReadAsync(Rocket)).Status, (await second.ReadAsync(Rocket)).Status));

        // Without a credential all groups count together, for the address; nothing is told in headers.
        string[] reads = ["/2.0", "/2.0/workspaces/acme", Rocket];
        foreach (var read in reads)
        {
            var answer = await server.Client.ReadAsync(read);
            Assert.True(answer.Status != HttpStatusCode.TooManyRequests && answer.Header("X-RateLimit-Limit") is null, read);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.Client.ReadAsync("/2.0")).Status);
    }

    [Fact]
    public async Task A_trusted_proxy_says_for_whom_it_asks_and_nobody_else_does()
    {
        (string, string)[] limits = [("RateLimits:Enabled", "true"), ("RateLimits:Anonymous", "2")];
        await using var behind = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(new FakeClock()), [.. limits, ("Mortise:TrustedProxies", "127.0.0.1, 10.0.0.0/8")]);
        await using var alone = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(new FakeClock()), [.. limits, ("Mortise:TrustedProxies", "192.0.2.1")]);

        // The last address that is no proxy counts: what a client writes before it, and what comes through a further proxy, changes nothing.
        string[] ofOne = ["203.0.113.7", "198.51.100.1, 203.0.113.7", "198.51.100.2, 203.0.113.7, 10.1.2.3"];
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], await AskAsync(behind, ofOne));
        Assert.Equal([HttpStatusCode.OK], await AskAsync(behind, ["203.0.113.8"]));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], await AskAsync(alone, ["203.0.113.1", "203.0.113.2", "203.0.113.3"]));
    }

    private static async Task<List<HttpStatusCode>> AskAsync(TestServer server, string[] forwarded)
    {
        var answers = new List<HttpStatusCode>();
        foreach (var addresses in forwarded)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/2.0");
            request.Headers.Add("X-Forwarded-For", addresses);
            using var answer = await server.Client.SendAsync(request);
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    [Fact]
    public void The_memory_for_counts_is_bounded_and_keeps_those_who_sent_most()
    {
        var limiter = new RateLimiter(new RateLimitOptions { Enabled = true, Anonymous = 5 }, new FakeClock(stands: true));
        StatusOf(limiter, IPAddress.Parse("192.0.2.1"), times: 5);
        for (var at = 0; at < RateLimiter.MostBuckets + 10; at++)
            StatusOf(limiter, new IPAddress([10, (byte)(at >> 16), (byte)(at >> 8), (byte)at]), times: 1);

        Assert.InRange(limiter.Remembered, 1, RateLimiter.MostBuckets);
        Assert.Equal(429, StatusOf(limiter, IPAddress.Parse("192.0.2.1"), times: 1));
        Assert.Equal(429, StatusOf(limiter, IPAddress.Parse("::ffff:192.0.2.1"), times: 1));
    }

    [Fact]
    public void The_addresses_of_one_IPv6_network_count_together()
    {
        var limiter = new RateLimiter(new RateLimitOptions { Enabled = true, Anonymous = 5 }, new FakeClock(stands: true));
        for (var at = 0; at < 5; at++)
            Assert.Null(StatusOf(limiter, IPAddress.Parse($"2001:db8::{at + 1}"), times: 1));

        Assert.Equal(429, StatusOf(limiter, IPAddress.Parse("2001:db8::ffff"), times: 1));
        Assert.Null(StatusOf(limiter, IPAddress.Parse("2001:db8:0:1::1"), times: 1));
    }

    [Theory]
    [InlineData("0", "RateLimits:Git is 0; it is 1 to 1000000000 requests an hour.")]
    [InlineData("1", null)]
    public void A_limit_out_of_its_range_is_told_by_name(string git, string? problem) =>
        Assert.Equal(problem, new RateLimitOptions { Git = int.Parse(git, CultureInfo.InvariantCulture) }.Problems().SingleOrDefault());

    [Fact]
    public void Nothing_is_counted_unless_it_is_turned_on()
    {
        var limiter = new RateLimiter(new RateLimitOptions { Anonymous = 1, Api = 1 }, new FakeClock(stands: true));
        var ada = new Caller.Person(Guid.NewGuid(), "ada", Credentials.AppPassword, HeldScopes.Classic(ScopeSet.All));
        var context = new DefaultHttpContext();

        Assert.Null(limiter.Count(ada, RateGroup.Api, context) ?? limiter.Count(ada, RateGroup.Api, context));
        Assert.Equal(0, limiter.Remembered);
        Assert.Empty(context.Response.Headers);
    }

    /// <summary>The status of the last request's refusal; null when it passed.</summary>
    private static int? StatusOf(RateLimiter limiter, IPAddress address, int times)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = address } };
        int? status = null;
        for (var at = 0; at < times; at++)
            status = limiter.Count(Caller.Anonymous.Instance, RateGroup.Api, context)?.Status;

        return status;
    }
}
