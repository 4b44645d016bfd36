using Mortise.Connect.Scopes;
using Mortise.Server.Features.Commits.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>Comments on commits, and approvals.</summary>
internal static class CommitCommentsFeature
{
    private const string Approve = "/repositories/{workspace}/{repo_slug}/commit/{commit}/approve";
    private const string All = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments";
    private const string One = All + "/{comment_id}";
    private const string Read = "read:repository:bitbucket";
    private const string Write = "write:repository:bitbucket";

    public static IServiceCollection AddCommitComments(this IServiceCollection services) =>
        services.AddSingleton<CommitCommentStore>().AddSingleton<CommitParticipantStore>().AddSingleton<CommentJson>()
            .AddSingleton<CommitCommentAnswers>().AddSingleton<CommitParticipants>();

    public static void MapCommitComments(this IEndpointRouteBuilder api)
    {
        api.MapPost(Approve, CommitApproval.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryWrite, Read, Write).Counts(RateGroup.RepositoryData);
        api.MapDelete(Approve, CommitApproval.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryWrite, Write).Counts(RateGroup.RepositoryData);

        api.MapGet(All, CommitComments.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages().Queries(CommentQuery.Fields);
        api.MapPost(All, CommitComments.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(One, CommitComments.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(One, CommitComments.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapDelete(One, CommitComments.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
    }
}
