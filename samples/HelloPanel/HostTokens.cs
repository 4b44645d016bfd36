using Microsoft.AspNetCore.Http.Features;
using Mortise.Connect.Jwt;

namespace HelloPanel;

/// <summary>Checks the tokens that a host sends along.</summary>
internal sealed class HostTokens(TimeProvider clock)
{
    /// <summary>The token of the <c>Authorization: JWT</c> header, or of the <c>jwt</c> parameter of pages; null when there is none.</summary>
    public static string? Find(HttpRequest request)
    {
        const string Scheme = "JWT ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : request.Query["jwt"].FirstOrDefault();
    }

    /// <summary>Whether the request carries a token of this installation, signed with its secret and made for this very request.</summary>
    public bool Proves(Installation installation, HttpRequest request) =>
        Find(request) is { } text && UnverifiedJwt.TryParse(text, out var token, out _) && Verdict(token, installation, request) is { Accepted: true, IsBoundToRequest: true };

    private JwtVerdict Verdict(UnverifiedJwt token, Installation installation, HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return JwtVerifier.Verify(
            token, [installation.SharedSecret], Descriptor.Key, installation.ClientKey, new SignedRequest(request.Method, target), clock.GetUtcNow(), JwtRules.Default);
    }
}
