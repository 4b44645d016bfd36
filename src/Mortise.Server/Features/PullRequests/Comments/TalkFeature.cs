using Mortise.Connect.Scopes;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.CommitStatuses;
using Mortise.Server.Features.PullRequests.Activity;
using Mortise.Server.Features.PullRequests.Endpoints;
using Mortise.Server.Features.PullRequests.Tasks;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>What is said about pull requests, and what happened to them: comments, tasks, activity, statuses.</summary>
internal static class TalkFeature
{
    private const string All = "/repositories/{workspace}/{repo_slug}/pullrequests";
    private const string One = All + "/{pull_request_id}";
    private const string Comments = One + "/comments";
    private const string Comment = Comments + "/{comment_id}";
    private const string Tasks = One + "/tasks";
    private const string Task = Tasks + "/{task_id}";
    private const string Read = "read:pullrequest:bitbucket";

    public static IServiceCollection AddPullRequestTalk(this IServiceCollection services) =>
        services.AddSingleton<PullRequestCommentStore>().AddSingleton<CommentAnchors>().AddSingleton<PullRequestCommentJson>()
            .AddSingleton<PullRequestCommentAnswers>().AddSingleton<PullRequestComments>()
            .AddSingleton<PullRequestTaskStore>().AddSingleton<PullRequestTaskAnswers>().AddSingleton<PullRequestTasks>()
            .AddSingleton<ActivityStore>().AddSingleton<ActivityAnswers>();

    public static void MapPullRequestTalk(this IEndpointRouteBuilder api)
    {
        api.MapGet(Comments, PullRequestComments.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages().Queries(CommentQuery.Fields);
        api.MapPost(Comments, PullRequestComments.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(Comment, PullRequestComments.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(Comment, PullRequestComments.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapDelete(Comment, PullRequestComments.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapPost(Comment + "/resolve", ResolveComment.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapDelete(Comment + "/resolve", ResolveComment.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);

        api.MapGet(Tasks, PullRequestTasks.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages().Queries(PullRequestTaskQuery.Fields);
        api.MapPost(Tasks, PullRequestTasks.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(Task, PullRequestTasks.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(Task, PullRequestTasks.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);
        api.MapDelete(Task, PullRequestTasks.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData);

        api.MapGet(All + "/activity", PullRequestActivity.OfRepositoryAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(byDefault: 20, most: 50);
        api.MapGet(One + "/activity", PullRequestActivity.OfOneAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(byDefault: 20, most: 50);
        api.MapGet(One + "/statuses", PullRequestStatuses.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, Read).Counts(RateGroup.RepositoryData).Pages(byDefault: 30).Queries(CommitStatusQuery.Fields);
    }
}
