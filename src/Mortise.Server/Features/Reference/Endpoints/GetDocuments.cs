using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reference.Endpoints;

/// <summary>GET /openapi.json and GET /postman.json</summary>
internal static class GetDocuments
{
    public static IResult OpenApi(OpenApiJson document) => TypedResults.Bytes(document.Utf8, ApiAnswer.Json);

    public static IResult Postman(PostmanJson collection) => TypedResults.Bytes(collection.Utf8, ApiAnswer.Json);
}
