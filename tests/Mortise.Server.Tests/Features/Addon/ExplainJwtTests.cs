using System.Text.Json;
using Mortise.Connect.Jwt;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>What the administrator is told of a token and a request.</summary>
public sealed class ExplainJwtTests
{
    [Fact]
    public async Task A_good_token_passes_every_step_and_both_texts_are_the_same()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallAppAsync("build-badges", on: "acme");

        var verdict = await ExplainAsync(server, "Authorization: JWT " + app.Sign("GET", "/2.0/user?b=2&a=1"), "GET /2.0/user?b=2&a=1");

        Assert.True(verdict.GetProperty("accepted").GetBoolean());
        Assert.All(verdict.GetProperty("steps").EnumerateArray(), step => Assert.Equal("passed", step.GetProperty("outcome").GetString()));
        Assert.Equal("GET&/2.0/user&a=1&b=2", verdict.GetProperty("expected_canonical_request").GetString());
        Assert.Equal("GET&/2.0/user&a=1&b=2", verdict.GetProperty("token_canonical_request").GetString());
    }

    [Fact]
    public async Task A_token_for_another_request_shows_both_texts()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallAppAsync("build-badges", on: "acme");

        var verdict = await ExplainAsync(server, app.Sign("GET", "/2.0/user"), "GET /2.0/user?a=1");

        Assert.False(verdict.GetProperty("accepted").GetBoolean());
        Assert.Equal("GET&/2.0/user&a=1", verdict.GetProperty("expected_canonical_request").GetString());
        Assert.Equal("GET&/2.0/user&", verdict.GetProperty("token_canonical_request").GetString());
        Assert.Equal(Qsh.Compute("GET", "/2.0/user"), verdict.GetProperty("token_qsh").GetString());
        Assert.Equal("failed", StepOf(verdict, "qsh"));
        Assert.Equal("passed", StepOf(verdict, "signature"));
        Assert.Equal("not reached", StepOf(verdict, "state"));
    }

    [Fact]
    public async Task An_uninstalled_app_fails_at_its_state_and_garbage_at_its_format()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var id = (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        await server.AdminAsync(HttpMethod.Delete, "/apps/" + id);

        var removed = await ExplainAsync(server, app.Sign("GET", "/2.0/user"), "GET /2.0/user");
        var garbage = await ExplainAsync(server, "garbage", "GET /2.0/user");

        Assert.Equal("failed", StepOf(removed, "state"));
        Assert.Equal("failed", StepOf(garbage, "format"));
    }

    private static string? StepOf(JsonElement verdict, string step) =>
        verdict.GetProperty("steps").EnumerateArray().Single(one => one.GetProperty("step").GetString() == step).GetProperty("outcome").GetString();

    private static async Task<JsonElement> ExplainAsync(TestServer server, string token, string request) =>
        (await server.AdminAsync(HttpMethod.Post, "/jwt/explain", JsonSerializer.Serialize(new { token, request }))).Json;
}
