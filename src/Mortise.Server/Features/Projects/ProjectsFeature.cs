namespace Mortise.Server.Features.Projects;

/// <summary>Projects: named sets of repositories in a workspace.</summary>
internal static class ProjectsFeature
{
    public static IServiceCollection AddProjects(this IServiceCollection services) =>
        services.AddSingleton<ProjectStore>().AddSingleton<ProjectJson>();
}
