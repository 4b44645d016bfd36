using Mortise.Connect.Scopes;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits.Endpoints;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Commits;

/// <summary>Commits of a repository.</summary>
internal static class CommitsFeature
{
    private const string One = "/repositories/{workspace}/{repo_slug}/commit/{commit}";

    public static IServiceCollection AddCommits(this IServiceCollection services) =>
        services.AddSingleton<CatFilePool>(provider => new CatFilePool(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<CommitFinder>().AddSingleton<CommitJson>().AddSingleton<CommitReferenceJson>();

    public static void MapCommits(this IEndpointRouteBuilder api) =>
        api.MapGet(One, GetCommit.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.RepositoryData);
}
