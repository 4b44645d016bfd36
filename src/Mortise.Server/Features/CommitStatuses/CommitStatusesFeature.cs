using Mortise.Connect.Scopes;
using Mortise.Server.Features.CommitStatuses.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.CommitStatuses;

/// <summary>Statuses of commits: what builds and other checks say of them.</summary>
internal static class CommitStatusesFeature
{
    private const string All = "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses";
    private const string Builds = All + "/build";
    private const string One = Builds + "/{key}";
    private const string Read = "read:repository:bitbucket";

    public static IServiceCollection AddCommitStatuses(this IServiceCollection services) =>
        services.AddSingleton<CommitStatusStore>().AddSingleton<CommitStatusJson>().AddSingleton<BuildStatuses>();

    public static void MapCommitStatuses(this IEndpointRouteBuilder api)
    {
        api.MapGet(All, BuildStatuses.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages(byDefault: 30).Queries(CommitStatusQuery.Fields);
        api.MapPost(Builds, BuildStatuses.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(One, BuildStatuses.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(One, BuildStatuses.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
    }
}
