using Mortise.Connect.Scopes;
using Mortise.Server.Features.Repositories.Endpoints;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Repositories;

/// <summary>Repositories: create, read, update, delete, list.</summary>
internal static class RepositoriesFeature
{
    private const string One = "/repositories/{workspace}/{repo_slug}";

    public static IServiceCollection AddRepositories(this IServiceCollection services) =>
        services.AddSingleton<RepositoryStore>().AddSingleton<RepositoryJson>().AddSingleton<RepositoryAnswers>()
            .AddSingleton<RepositoryDirectories>().AddSingleton<RepositoryCreation>().AddSingleton<OrphanSweep>()
            .AddHostedService(provider => provider.GetRequiredService<OrphanSweep>());

    public static void MapRepositories(this IEndpointRouteBuilder api)
    {
        api.MapGet(One, GetRepository.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.RepositoryData);
    }
}
