using Mortise.Connect.Scopes;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.PullRequests.Endpoints;
using Mortise.Server.Features.PullRequests.Merging;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Pull requests: opening, reading, changing, reviewing and merging them.</summary>
internal static class PullRequestsFeature
{
    private const string All = "/repositories/{workspace}/{repo_slug}/pullrequests";
    private const string One = All + "/{pull_request_id}";
    private const string Read = "read:pullrequest:bitbucket";
    private const string Write = "write:pullrequest:bitbucket";
    private const int MostOnAPage = 50;

    public static IServiceCollection AddPullRequests(this IServiceCollection services) =>
        services.AddSingleton<PullRequestStore>().AddSingleton<PullRequestFinder>().AddSingleton<PullRequestGit>().AddSingleton<PullRequestReviewers>()
            .AddSingleton<PullRequestJson>().AddSingleton<PullRequestAnswers>()
            .AddSingleton<IReferenceFollower, PullRequestFollower>()
            .AddSingleton<CreatePullRequest>().AddSingleton<ChangePullRequest>()
            .AddSingleton<ReviewPullRequest>().AddSingleton<RedirectPullRequest>()
            .AddSingleton<MergePeople>().AddSingleton<PullRequestMerger>().AddSingleton<MergeTaskStore>()
            .AddSingleton<IMessageHandler, MergeTaskHandler>().AddSingleton<MergePullRequest>().AddSingleton<MergeabilityChecks>();

    public static void MapPullRequests(this IEndpointRouteBuilder api)
    {
        MapLists(api);
        MapOne(api);
        MapReviews(api);
        MapMerging(api);
        MapContents(api);
    }

    private static void MapLists(IEndpointRouteBuilder api)
    {
        api.MapGet(All, ReadPullRequests.OfRepositoryAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(most: MostOnAPage).Queries(PullRequestQuery.Fields);
        api.MapGet("/repositories/{workspace}/{repo_slug}/commit/{commit}/pullrequests", ReadPullRequests.OfCommitAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(byDefault: 30).Queries(PullRequestQuery.Fields);
        api.MapGet("/workspaces/{workspace}/pullrequests/{selected_user}", ReadPullRequests.OfAuthorInWorkspaceAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(most: MostOnAPage).Queries(PullRequestQuery.Fields);
        api.MapGet("/pullrequests/{selected_user}", ReadPullRequests.OfAuthorAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(most: MostOnAPage).Queries(PullRequestQuery.Fields);
    }

    private static void MapOne(IEndpointRouteBuilder api)
    {
        api.MapPost(All, CreatePullRequest.HandleAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Read, Write).Counts(RateGroup.RepositoryData);
        api.MapGet(One, ReadPullRequests.OneAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(One, ChangePullRequest.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Read, Write).Counts(RateGroup.RepositoryData);
        api.MapPost(One + "/decline", ChangePullRequest.DeclineAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Read, Write).Counts(RateGroup.RepositoryData);
    }

    private static void MapReviews(IEndpointRouteBuilder api)
    {
        api.MapPost(One + "/approve", ReviewPullRequest.ApproveAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Read, Write).Counts(RateGroup.RepositoryData);
        api.MapDelete(One + "/approve", ReviewPullRequest.UnapproveAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Write).Counts(RateGroup.RepositoryData);
        api.MapPost(One + "/request-changes", ReviewPullRequest.RequestChangesAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Read, Write).Counts(RateGroup.RepositoryData);
        api.MapDelete(One + "/request-changes", ReviewPullRequest.WithdrawAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Write).Counts(RateGroup.RepositoryData);
    }

    private static void MapMerging(IEndpointRouteBuilder api)
    {
        api.MapPost(One + "/merge", MergePullRequest.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequestWrite, Read, Write).Counts(RateGroup.RepositoryData);
        api.MapGet(One + "/merge/task-status/{task_id}", MergePullRequest.StatusAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(One + "/mergeability/checks", MergeabilityChecks.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.MergeabilityChecks);
    }

    private static void MapContents(IEndpointRouteBuilder api)
    {
        api.MapGet(One + "/commits", ListPullRequestCommits.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages();
        api.MapGet(One + "/diff", RedirectPullRequest.DiffAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(One + "/diffstat", RedirectPullRequest.DiffstatAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(One + "/patch", RedirectPullRequest.PatchAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(One + "/conflicts", RedirectPullRequest.ConflictsAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
    }
}
