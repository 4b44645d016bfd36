using Microsoft.Extensions.DependencyInjection.Extensions;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.GitAccess.Endpoints;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Git over HTTP, the order in which references and rows change, and the upkeep of repositories.</summary>
internal static class GitAccessFeature
{
    private const string Repository = "/{workspace:workspace}/{repo_slug}";
    private const string InfoRefs = Repository + "/info/refs";
    private const Credentials Fetching = Pushing | Credentials.Anonymous;

    /// <summary>Everyone but an app by its JWT, which is for one request alone: git sends several (connect.md 10).</summary>
    private const Credentials Pushing = Credentials.Person | Credentials.AccessToken | Credentials.AppToken | Credentials.OAuthOwner;

    public static IServiceCollection AddGitAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Settings.Read<GitOptions>(configuration, GitOptions.Section, static options => options.Problems()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, GitServiceSelector>());
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<WorkspaceSegment>("workspace"));
        services.AddSingleton<GitRequest>().AddSingleton<PushService>();
        services.AddSingleton<ReferenceIntentStore>().AddSingleton<ReferenceFollowers>().AddSingleton<ReferenceMover>().AddSingleton<IntentSettler>();
        services.AddSingleton<RepositoryUpkeep>().AddHostedService(provider => provider.GetRequiredService<RepositoryUpkeep>());
        return services.AddHostedService<IntentSweep>().AddHostedService<QuarantineSweep>();
    }

    public static void MapGitAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(InfoRefs, GetInfoRefs.OfUploadPackAsync).WithMetadata(GitService.UploadPack, PlainErrors.Instance)
            .Takes(Fetching).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.Git);
        routes.MapGet(InfoRefs, GetInfoRefs.OfReceivePackAsync).WithMetadata(GitService.ReceivePack, PlainErrors.Instance)
            .Takes(Pushing).Needs(Scope.RepositoryWrite, "write:repository:bitbucket").Counts(RateGroup.Git);
        routes.MapGet(InfoRefs, GetInfoRefs.OfUnknown).WithMetadata(GitService.Unknown, PlainErrors.Instance)
            .Takes(Fetching).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.Git);
        routes.MapPost(Repository + "/git-upload-pack", PostUploadPack.HandleAsync).WithMetadata(PlainErrors.Instance)
            .Takes(Fetching).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.Git);
        routes.MapPost(Repository + "/git-receive-pack", PostReceivePack.HandleAsync).WithMetadata(PlainErrors.Instance)
            .Takes(Pushing).Needs(Scope.RepositoryWrite, "write:repository:bitbucket").Counts(RateGroup.Git);
    }
}
