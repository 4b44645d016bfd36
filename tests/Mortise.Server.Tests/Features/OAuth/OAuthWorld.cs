using System.Net.Http.Headers;
using System.Text;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>A consumer of a test with what it was told at its making.</summary>
internal sealed record TestConsumer(Guid Id, string Key, string Secret)
{
    public (string Name, string Value) Basic => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Key}:{Secret}")));
}

/// <summary>How tests make consumers and codes past the pages, and talk to the token endpoint.</summary>
internal static class OAuthWorld
{
    public const string TokenPath = "/site/oauth2/access_token";
    public const string Callback = "https://client.example.com/callback";

    public static async Task<TestConsumer> ConsumerAsync(
        this TestServer server, string workspace, string scopes = "repository:write account", bool isPrivate = true, string name = "Deploy", string callback = Callback)
    {
        Assert.True(ScopeSet.TryParse(scopes, out var set, out _));
        var found = await server.Get<WorkspaceStore>().FindAsync(workspace, CancellationToken.None);
        var (made, secret, _) = await server.Get<ConsumerStore>().AddAsync(
            new NewConsumer(found!.Id, name, "Ships what is built", "", callback, isPrivate, set), CancellationToken.None);
        return new TestConsumer(made!.Id, made.Key, secret);
    }

    /// <summary>A code that the person has granted the consumer.</summary>
    public static Task<string> CodeAsync(
        this TestServer server, TestConsumer consumer, TestUser user, string scopes = "repository:write account", string? redirectUri = null, string? challenge = null)
    {
        Assert.True(ScopeSet.TryParse(scopes, out var set, out _));
        return server.Get<OAuthTokenStore>().AddCodeAsync(new NewCode(consumer.Id, user.Id, set, redirectUri, challenge), CancellationToken.None);
    }

    /// <summary>The token that a person has granted the consumer.</summary>
    public static async Task<NewTokens> TokensAsync(this TestServer server, TestConsumer consumer, TestUser user, string scopes)
    {
        Assert.True(ScopeSet.TryParse(scopes, out var set, out _));
        return await server.Get<OAuthTokenStore>().BeginAsync(consumer.Id, user.Id, set, CancellationToken.None);
    }

    /// <summary>Posts a form to the token endpoint.</summary>
    public static Task<TestAnswer> AskTokenAsync(
        this TestServer server, (string Name, string Value)? header, params (string Name, string Value)[] form) =>
        server.PostAsync(new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))), header);

    /// <summary>As a consumer.</summary>
    public static Task<TestAnswer> AskTokenAsync(this TestServer server, TestConsumer consumer, string grant, params (string Name, string Value)[] form) =>
        server.AskTokenAsync(consumer.Basic, [("grant_type", grant), .. form]);

    public static async Task<TestAnswer> PostAsync(this TestServer server, HttpContent content, (string Name, string Value)? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenPath) { Content = content };
        if (header is { } one)
            request.Headers.TryAddWithoutValidation(one.Name, one.Value);

        using var response = await server.Client.SendAsync(request);
        return new TestAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    public static string Text(this TestAnswer answer, string member) => answer.Json.GetProperty(member).GetString()!;

    /// <summary>The <c>error</c> of an answer of the token endpoint, with its status.</summary>
    public static (int Status, string? Error) Refusal(this TestAnswer answer) =>
        ((int)answer.Status, answer.Json.TryGetProperty("error", out var error) ? error.GetString() : null);

    public static Task<long> CountAsync(this TestServer server, string sql, object? parameters = null) =>
        server.Get<Database>().ReadAsync(session => session.ScalarAsync<long>(sql, parameters), CancellationToken.None);

    public static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);
}
