using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web;

/// <summary>GET /2.0: where things begin (rest.md 1, D-5).</summary>
internal static class ApiIndex
{
    public static void MapApiIndex(this IEndpointRouteBuilder api) =>
        api.MapGet("/", (PublicAddress address) => ApiAnswer.Ok(address, static (o, address) => o.Object("links", address, WriteLinks)))
            .Takes(Credentials.Any).Counts(RateGroup.Api);

    private static void WriteLinks(ObjectWriter o, PublicAddress address)
    {
        o.Link("self", address.Api);
        o.Link("user", address.Api + "/user");
        o.Link("workspaces", address.Api + "/workspaces");
        o.Link("repositories", address.Api + "/repositories");
    }
}
