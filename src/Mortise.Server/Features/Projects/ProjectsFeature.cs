using Mortise.Connect.Scopes;
using Mortise.Server.Features.Projects.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects;

/// <summary>Projects: named sets of repositories in a workspace.</summary>
internal static class ProjectsFeature
{
    private const string All = "/workspaces/{workspace}/projects";
    private const string One = All + "/{project_key}";
    private const string Read = "read:project:bitbucket";
    private const string Admin = "admin:project:bitbucket";

    public static IServiceCollection AddProjects(this IServiceCollection services) =>
        services.AddSingleton<ProjectStore>().AddSingleton<ProjectJson>().AddSingleton<ChangeProjects>();

    public static void MapProjects(this IEndpointRouteBuilder api)
    {
        api.MapGet(All, ReadProjects.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Project, Read).Counts(RateGroup.Api).Pages();
        api.MapPost(All, ChangeProjects.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
        api.MapGet(One, ReadProjects.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Project, Read).Counts(RateGroup.Api);
        api.MapPut(One, ChangeProjects.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
        api.MapDelete(One, ChangeProjects.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
    }
}
