using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Auth;

public sealed class FailedAttemptsTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Chosen = "a-secret-that-a-person-has-chosen";

    [Theory, EveryDatabase]
    public async Task Whoever_guesses_has_to_wait_and_only_under_that_name(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(new FakeClock(stands: true)));
        await ChooseAsync(server, await server.CreateUserAsync("ada"), Chosen);
        await ChooseAsync(server, await server.CreateUserAsync("bob"), Chosen + "-too");

        for (var guess = 0; guess < FailedAttempts.MostAMinute; guess++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.As("ada", $"guess-{guess}").ReadAsync("/2.0/user")).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.As("ada", Chosen).ReadAsync("/2.0/user")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.As("bob", Chosen + "-too").ReadAsync("/2.0/user")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Guesses_from_one_address_do_not_lock_out_the_tokens_behind_it(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(new FakeClock(stands: true)));
        await server.CreateRepositoryAsync("acme/rocket");
        var ada = await server.CreateUserAsync("ada");
        var (ofRepository, ofAda) = (await server.AccessTokenAsync("acme/rocket"), await server.ApiTokenAsync(ada));

        for (var guess = 0; guess <= FailedAttempts.MostAMinute; guess++)
        {
            await server.WithBearer($"guess-{guess}").ReadAsync(Rocket);
            await server.As(ada.Email, $"guess-{guess}").ReadAsync("/2.0/user");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.WithBearer("guess").ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(ofRepository).ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.As(ada.Email, ofAda).ReadAsync("/2.0/user")).Status);
    }

    [Fact]
    public void A_secret_of_ours_is_known_by_its_checksum()
    {
        var secret = TokenSecret.New(Credentials.ApiToken);
        var last = secret[^1] == 'a' ? 'b' : 'a';

        Assert.True(TokenSecret.IsWellFormed(secret));
        Assert.All(["", "mrt", secret[..^1], secret + "a", secret[..^1] + last, "xrt" + secret[3..], new string('é', secret.Length)], other => Assert.False(TokenSecret.IsWellFormed(other), other));
    }

    private static Task ChooseAsync(TestServer server, TestUser user, string secret) => server.Get<CredentialStore>().AddAsync(
        new(Guid.CreateVersion7(), Credentials.ApiToken, "chosen", user.Id, null, null, null, "*", ExpiresOn: null), secret, CancellationToken.None);
}
