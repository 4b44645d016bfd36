using Mortise.Connect.Scopes;
using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.PullRequests.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.DefaultReviewers;

/// <summary>Whose review new pull requests of a repository ask for.</summary>
internal static class DefaultReviewersFeature
{
    private const string All = "/repositories/{workspace}/{repo_slug}/default-reviewers";
    private const string One = All + "/{target_username}";
    private const string Effective = "/repositories/{workspace}/{repo_slug}/effective-default-reviewers";
    private const string Read = "read:pullrequest:bitbucket";
    private const string Admin = "admin:repository:bitbucket";

    public static IServiceCollection AddDefaultReviewers(this IServiceCollection services) => services.AddSingleton<RepositoryDefaultReviewers>();

    public static void MapDefaultReviewerSettings(this IEndpointRouteBuilder site) => site.MapPage("/{workspace:workspace}/{repo_slug}/admin/default-reviewers");

    public static void MapDefaultReviewers(this IEndpointRouteBuilder api)
    {
        api.MapGet(All, RepositoryDefaultReviewers.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages().Queries(DefaultReviewerQuery.Accounts);
        api.MapGet(One, RepositoryDefaultReviewers.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(One, RepositoryDefaultReviewers.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryAdmin, Admin).Counts(RateGroup.RepositoryData);
        api.MapDelete(One, RepositoryDefaultReviewers.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryAdmin, Admin).Counts(RateGroup.RepositoryData);
        api.MapGet(Effective, RepositoryDefaultReviewers.EffectiveAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(byDefault: 20).Queries(DefaultReviewerQuery.Fields);
    }
}
