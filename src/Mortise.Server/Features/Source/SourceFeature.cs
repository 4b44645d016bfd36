using Mortise.Connect.Scopes;
using Mortise.Server.Features.Source.Endpoints;
using Mortise.Server.Features.Source.Uploads;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>Files and directories at any revision, their history, and commits made of files.</summary>
internal static class SourceFeature
{
    private const string Source = "/repositories/{workspace}/{repo_slug}/src";
    private const string Read = "read:repository:bitbucket";

    public static IServiceCollection AddSource(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(Settings.Read<SourceOptions>(configuration, SourceOptions.Section, static options => options.Problems()))
            .AddSingleton<UploadReader>().AddSingleton<CommitAuthors>().AddSingleton<SourceCommitter>()
            .AddSingleton<SourceFinder>().AddSingleton<SourceJson>().AddSingleton<SourceViews>().AddSingleton<BlobInspector>()
            .AddSingleton<SourceDeadline>().AddSingleton<StreamGate>().AddSingleton<RenderedFile>().AddSingleton<FileHistory>();

    public static void MapSource(this IEndpointRouteBuilder api)
    {
        api.MapGet(Source, RedirectToMain.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapPost(Source, PostSource.HandleAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryWrite, "write:repository:bitbucket").Counts(RateGroup.RepositoryData);
        api.MapGet(Source + "/{commit}/{**path}", GetSource.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RawFiles).Queries(SourceQuery.Fields);
        api.MapGet("/repositories/{workspace}/{repo_slug}/filehistory/{commit}/{**path}", GetFileHistory.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Queries(SourceQuery.Fields);
    }

    /// <summary>Beside the pages and git's own addresses, where links and scripts ask for archives.</summary>
    public static void MapArchives(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/{workspace:workspace}/{repo_slug}/get/{**name}", GetArchive.HandleAsync).WithMetadata(PlainErrors.Instance)
            .Takes(Credentials.Person | Credentials.AccessToken | Credentials.AppToken | Credentials.OAuthOwner | Credentials.Anonymous)
            .Needs(Scope.Repository, Read).Counts(RateGroup.Archives);
}
