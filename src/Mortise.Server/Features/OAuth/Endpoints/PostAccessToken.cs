using Mortise.Server.Features.OAuth.Grants;

namespace Mortise.Server.Features.OAuth.Endpoints;

/// <summary>POST /site/oauth2/access_token</summary>
internal static class PostAccessToken
{
    public static async Task<IResult> HandleAsync(HttpContext context, JwtGrant apps, ConsumerGrants consumers)
    {
        var (request, refusal) = await TokenRequest.ReadAsync(context);
        if (request is null)
            return refusal!;

        return request.Grant switch
        {
            "" => OAuthError.InvalidRequest("'grant_type' is missing."),
            TokenRequest.JwtGrant => await apps.AnswerAsync(request, context),
            "authorization_code" or "client_credentials" or "refresh_token" or "password" => await consumers.AnswerAsync(request, context),
            var other => OAuthError.UnsupportedGrant($"There is no grant '{other}' here."),
        };
    }
}
