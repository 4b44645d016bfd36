using Mortise.Connect.Scopes;
using Mortise.Server.Features.Reports.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>Code Insights: reports on commits and their annotations.</summary>
internal static class ReportsFeature
{
    private const string All = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports";
    private const string One = All + "/{reportId}";
    private const string AllAnnotations = One + "/annotations";
    private const string OneAnnotation = AllAnnotations + "/{annotationId}";
    private const string Read = "read:repository:bitbucket";

    public static IServiceCollection AddReports(this IServiceCollection services) =>
        services.AddSingleton<ReportStore>().AddSingleton<AnnotationStore>().AddSingleton<ReportJson>().AddSingleton<ReportAnswers>().AddSingleton<Annotations>();

    public static void MapReports(this IEndpointRouteBuilder api)
    {
        api.MapGet(All, CommitReports.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages().Queries(ReportQuery.Fields);
        api.MapGet(One, CommitReports.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(One, CommitReports.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapDelete(One, CommitReports.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);

        api.MapGet(AllAnnotations, Annotations.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages().Queries(ReportQuery.Annotations);
        api.MapPost(AllAnnotations, Annotations.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(OneAnnotation, Annotations.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(OneAnnotation, Annotations.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapDelete(OneAnnotation, Annotations.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
    }
}
