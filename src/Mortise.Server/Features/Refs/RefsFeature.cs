using Mortise.Connect.Scopes;
using Mortise.Server.Features.Refs.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Refs;

/// <summary>Branches and tags.</summary>
internal static class RefsFeature
{
    private const string All = "/repositories/{workspace}/{repo_slug}/refs";
    private const string Branches = All + "/branches";
    private const string Branch = Branches + "/{**name}";
    private const string Tags = All + "/tags";
    private const string Tag = Tags + "/{**name}";
    private const string Read = "read:repository:bitbucket";
    private const string Write = "write:repository:bitbucket";

    public static IServiceCollection AddRefs(this IServiceCollection services) =>
        services.AddSingleton<RefJson>().AddSingleton<RefAnswers>().AddSingleton<ReadRefs>().AddSingleton<ChangeRefs>();

    public static void MapRefs(this IEndpointRouteBuilder api)
    {
        Reads(api.MapGet(All, ReadRefs.AllAsync)).Pages().Queries(RefQuery.Fields);
        Reads(api.MapGet(Branches, ReadRefs.BranchesAsync)).Pages().Queries(RefQuery.Fields);
        Reads(api.MapGet(Tags, ReadRefs.TagsAsync)).Pages().Queries(RefQuery.Fields);
        Reads(api.MapGet(Branch, ReadRefs.BranchAsync));
        Reads(api.MapGet(Tag, ReadRefs.TagAsync));
        Writes(api.MapPost(Branches, ChangeRefs.PostBranchAsync)).Needs(Scope.RepositoryWrite, Write, Read);
        Writes(api.MapPost(Tags, ChangeRefs.PostTagAsync)).Needs(Scope.RepositoryWrite, Write, Read);
        Writes(api.MapDelete(Branch, ChangeRefs.DeleteBranchAsync)).Needs(Scope.RepositoryWrite, Write);
        Writes(api.MapDelete(Tag, ChangeRefs.DeleteTagAsync)).Needs(Scope.RepositoryWrite, Write);
    }

    private static RouteHandlerBuilder Reads(RouteHandlerBuilder route) =>
        route.Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);

    private static RouteHandlerBuilder Writes(RouteHandlerBuilder route) => route.Takes(Credentials.Signed).Counts(RateGroup.RepositoryData);
}
