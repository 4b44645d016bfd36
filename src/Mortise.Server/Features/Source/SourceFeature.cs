using Mortise.Connect.Scopes;
using Mortise.Server.Features.Source.Endpoints;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Source;

/// <summary>Files and directories at any revision, their history, and commits made of files.</summary>
internal static class SourceFeature
{
    private const string Source = "/repositories/{workspace}/{repo_slug}/src";
    private const string Read = "read:repository:bitbucket";

    public static IServiceCollection AddSource(this IServiceCollection services) =>
        services.AddSingleton<SourceFinder>().AddSingleton<SourceJson>().AddSingleton<SourceViews>().AddSingleton<BlobInspector>()
            .AddSingleton<SourceDeadline>().AddSingleton<RenderedFile>().AddSingleton<FileHistory>();

    public static void MapSource(this IEndpointRouteBuilder api)
    {
        api.MapGet(Source, RedirectToMain.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapGet(Source + "/{commit}/{**path}", GetSource.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapGet("/repositories/{workspace}/{repo_slug}/filehistory/{commit}/{**path}", GetFileHistory.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
    }
}
