using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.OAuth.Grants;

/// <summary>The grants of consumers: a code for tokens, the consumer for its workspace, a refresh token, and behind a switch a password.</summary>
/// <remarks>Source: rest.md 3.3, with D-22 to D-25.</remarks>
internal sealed class ConsumerGrants(ClientAuthentication clients, OAuthTokenStore tokens, SignIn signIn, OAuthOptions options)
{
    public async Task<IResult> AnswerAsync(TokenRequest request, HttpContext context)
    {
        if (request.Grant == "password" && !options.PasswordGrant)
            return OAuthError.UnsupportedGrant("This host gives no tokens for passwords.");

        var (consumer, unknown) = await clients.FindAsync(request, context);
        if (consumer is null)
            return unknown!;

        var (made, refusal) = request.Grant switch
        {
            "authorization_code" => await UseCodeAsync(request, consumer, context.RequestAborted),
            "client_credentials" => await OfOwnerAsync(request, consumer, context.RequestAborted),
            "refresh_token" => await RefreshAsync(request, consumer, context.RequestAborted),
            _ => await ByPasswordAsync(request, consumer, context),
        };
        return made is null ? refusal! : new TokenAnswer(made.Access, tokens.AccessLifetime, made.Scopes, made.Refresh, request.Grant);
    }

    private async Task<(NewTokens? Tokens, OAuthError? Refusal)> UseCodeAsync(TokenRequest request, Consumer consumer, CancellationToken cancellation) =>
        request.Text("code") is { } code
            ? await tokens.UseCodeAsync(new CodeUse(code, consumer, request.Text("redirect_uri"), request.Text("code_verifier")), cancellation)
            : Missing("code");

    private async Task<(NewTokens? Tokens, OAuthError? Refusal)> OfOwnerAsync(TokenRequest request, Consumer consumer, CancellationToken cancellation)
    {
        if (!consumer.IsPrivate)
            return (null, OAuthError.NotForThisClient("Client credentials are for consumers that are private."));

        var (scopes, beyond) = request.Narrow(consumer.ScopeSet());
        return beyond is null ? (await tokens.BeginAsync(consumer.Id, null, scopes, cancellation), null) : (null, beyond);
    }

    private async Task<(NewTokens? Tokens, OAuthError? Refusal)> RefreshAsync(TokenRequest request, Consumer consumer, CancellationToken cancellation) =>
        request.Text("refresh_token") is { } secret
            ? await tokens.RefreshAsync(secret, consumer.Id, request.Narrow, cancellation)
            : Missing("refresh_token");

    private async Task<(NewTokens? Tokens, OAuthError? Refusal)> ByPasswordAsync(TokenRequest request, Consumer consumer, HttpContext context)
    {
        if (request.Text("username") is not { } name)
            return Missing("username");

        if (request.Text("password") is not { } password)
            return Missing("password");

        var (scopes, beyond) = request.Narrow(consumer.ScopeSet());
        if (beyond is not null)
            return (null, beyond);

        var (user, wait) = await signIn.CheckAsync(name, password, context);
        if (wait is { } time)
            return (null, OAuthError.TooManyAttempts(time));

        return user is { } person
            ? (await tokens.BeginAsync(consumer.Id, person, scopes, context.RequestAborted), null)
            : (null, OAuthError.InvalidGrant("The user name or the password is wrong."));
    }

    private static (NewTokens?, OAuthError?) Missing(string name) => (null, OAuthError.InvalidRequest($"'{name}' is missing."));
}
