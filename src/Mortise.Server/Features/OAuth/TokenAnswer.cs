using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.OAuth;

/// <summary>New tokens, as the token endpoint answers them.</summary>
/// <param name="Lifetime">Of the access token.</param>
/// <param name="RefreshToken">Null: none.</param>
/// <param name="Grant">Repeated as <c>state</c> (Source: answers recorded by clients, rest.md 3.3).</param>
internal sealed record TokenAnswer(string AccessToken, TimeSpan Lifetime, ScopeSet Scopes, string? RefreshToken, string Grant) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => OAuthJson.SendAsync(httpContext, 200, json =>
    {
        var scopes = Scopes.ToString();
        json.WriteString("access_token", AccessToken);
        json.WriteString("token_type", "bearer");
        json.WriteNumber("expires_in", (int)Lifetime.TotalSeconds);
        json.WriteString("scopes", scopes);
        json.WriteString("scope", scopes);
        if (RefreshToken is not null)
            json.WriteString("refresh_token", RefreshToken);

        json.WriteString("state", Grant);
    });
}
