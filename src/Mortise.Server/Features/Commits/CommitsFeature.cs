using Mortise.Connect.Scopes;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Server.Features.Commits.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Diffs;

namespace Mortise.Server.Features.Commits;

/// <summary>Commits of a repository: one, the log, and what changed between two.</summary>
internal static class CommitsFeature
{
    private const string Repository = "/repositories/{workspace}/{repo_slug}";
    private const string One = Repository + "/commit/{commit}";
    private const string Log = Repository + "/commits";
    private const string LogOfRevision = Log + "/{**revision}";
    private const string Read = "read:repository:bitbucket";

    public static IServiceCollection AddCommits(this IServiceCollection services) =>
        services.AddSingleton<CatFilePool>(provider => new CatFilePool(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<CommitFinder>().AddSingleton<CommitJson>().AddSingleton<CommitReferenceJson>().AddSingleton<CommitAnswers>()
            .AddSingleton<CommitPositionFiles>().AddSingleton<CommitPages>().AddSingleton<ListCommits>()
            .AddSingleton<ComparisonFinder>().AddSingleton<GitDeadline>().AddSingleton<DiffStatJson>().AddSingleton<DiffViews>().AddSingleton<Compare>();

    public static void MapCommits(this IEndpointRouteBuilder api)
    {
        Reads(api.MapGet(One, GetCommit.HandleAsync));
        Reads(api.MapGet(Log, ListCommits.OfAllAsync)).Pages(30, 100);
        Reads(api.MapPost(Log, ListCommits.OfAllAsync)).Pages(30, 100);
        Reads(api.MapGet(LogOfRevision, ListCommits.OfRevisionAsync)).Pages(30, 100);
        Reads(api.MapPost(LogOfRevision, ListCommits.OfRevisionAsync)).Pages(30, 100);
        Reads(api.MapGet(Repository + "/diff/{**spec}", Compare.DiffAsync));
        Reads(api.MapGet(Repository + "/diffstat/{**spec}", Compare.DiffStatAsync)).Pages(500, 5000);
        Reads(api.MapGet(Repository + "/patch/{**spec}", Compare.PatchAsync));
        Reads(api.MapGet(Repository + "/merge-base/{**revspec}", Compare.MergeBaseAsync));
        Reads(api.MapGet(Repository + "/file-conflicts/{**spec}", Compare.ConflictsAsync)).Pages(500, 5000);
    }

    private static RouteHandlerBuilder Reads(RouteHandlerBuilder route) =>
        route.Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
}
