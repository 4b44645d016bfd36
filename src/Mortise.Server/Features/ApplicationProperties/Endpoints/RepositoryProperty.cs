using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties.Endpoints;

/// <summary>GET, PUT, DELETE /2.0/repositories/{workspace}/{repo_slug}/properties/{app_key}/{property_name}</summary>
internal static class RepositoryProperty
{
    public static Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, [AsParameters] PropertyPath property, Caller caller, PropertyRequest request, CancellationToken cancellation) =>
        request.GetAsync(path, property, caller, cancellation);

    public static async Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, [AsParameters] PropertyPath property,
        Caller caller, RepositoryStore repositories, PropertyRequest request, HttpContext context) =>
        await repositories.FindVisibleKeyAsync(path, caller, context.RequestAborted) is { } repository
            ? await request.PutAsync(PropertyHost.OfRepository(repository.WorkspaceId, repository.Id), property, context, caller)
            : ApiError.RepositoryNotFound();

    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, [AsParameters] PropertyPath property,
        Caller caller, RepositoryStore repositories, PropertyRequest request, HttpContext context) =>
        await repositories.FindVisibleKeyAsync(path, caller, context.RequestAborted) is { } repository
            ? await request.DeleteAsync(PropertyHost.OfRepository(repository.WorkspaceId, repository.Id), property, context, caller)
            : ApiError.RepositoryNotFound();
}
