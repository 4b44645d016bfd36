using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>DELETE /_/api/tokens/{id}: the credential counts no more.</summary>
internal static class RevokeToken
{
    public static async Task<IResult> HandleAsync(Guid id, CredentialStore credentials, CancellationToken cancellation) =>
        await credentials.RevokeAsync(id, cancellation)
            ? TypedResults.NoContent()
            : ApiError.NotFound($"There is no live token {id:D}.");
}
