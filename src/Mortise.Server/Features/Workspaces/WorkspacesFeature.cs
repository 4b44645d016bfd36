namespace Mortise.Server.Features.Workspaces;

/// <summary>Workspaces and their members.</summary>
internal static class WorkspacesFeature
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services) =>
        services.AddSingleton<WorkspaceStore>().AddSingleton<WorkspaceJson>();
}
