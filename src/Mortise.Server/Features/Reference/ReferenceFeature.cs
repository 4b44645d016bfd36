using Mortise.Server.Features.Reference.Catalog;
using Mortise.Server.Features.Reference.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Reference;

/// <summary>The reference of the API as this host answers it: a document, a collection and pages, made of the routes themselves.</summary>
internal static class ReferenceFeature
{
    public static IServiceCollection AddReference(this IServiceCollection services) =>
        services.AddSingleton<ReferenceCatalog>().AddSingleton<OpenApiJson>().AddSingleton<PostmanJson>();

    public static void MapReference(this IEndpointRouteBuilder site)
    {
        site.MapGet("/openapi.json", GetDocuments.OpenApi).Takes(Credentials.Any).Counts(RateGroup.Api);
        site.MapGet("/postman.json", GetDocuments.Postman).Takes(Credentials.Any).Counts(RateGroup.Api);
        site.MapPage("/docs/rest");
        site.MapPage("/docs/rest/{group}");
        site.MapPage("/docs/linker-values");
    }
}
