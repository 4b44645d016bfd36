using Mortise.Server.Features.Admin.Endpoints;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Admin;

/// <summary>The admin API under <c>/_/api</c>, for whoever holds the host's <c>admin.token</c>: what the command line asks.</summary>
internal static class AdminFeature
{
    public static IServiceCollection AddAdmin(this IServiceCollection services) =>
        services.AddSingleton<AdminStore>().AddSingleton<AdminGroups>().AddSingleton<Seeder>().AddSingleton<SetUp>();

    public static void MapSetUp(this IEndpointRouteBuilder site) => site.MapPage(FirstRun.SetUpPath);

    public static void MapAdmin(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/users", ListUsers.HandleAsync).ForHostAdmin();
        admin.MapPost("/users", AddUser.HandleAsync).ForHostAdmin();
        admin.MapPut("/users/{username}/password", SetPassword.HandleAsync).ForHostAdmin();
        admin.MapPost("/workspaces", AddWorkspace.HandleAsync).ForHostAdmin();
        admin.MapPost("/workspaces/{workspace}/members", AddMember.HandleAsync).ForHostAdmin();
        admin.MapGet("/workspaces/{workspace}/groups", AdminGroups.ListAsync).ForHostAdmin();
        admin.MapPost("/workspaces/{workspace}/groups", AdminGroups.AddAsync).ForHostAdmin();
        admin.MapDelete("/workspaces/{workspace}/groups/{group_slug}", AdminGroups.RemoveAsync).ForHostAdmin();
        admin.MapGet("/workspaces/{workspace}/groups/{group_slug}/members", AdminGroups.ListMembersAsync).ForHostAdmin();
        admin.MapPut("/workspaces/{workspace}/groups/{group_slug}/members/{username}", AdminGroups.AddMemberAsync).ForHostAdmin();
        admin.MapDelete("/workspaces/{workspace}/groups/{group_slug}/members/{username}", AdminGroups.RemoveMemberAsync).ForHostAdmin();
        admin.MapPost("/repositories", AddRepository.HandleAsync).ForHostAdmin();
        admin.MapPost("/tokens", AddToken.HandleAsync).ForHostAdmin();
        admin.MapDelete("/tokens/{id:guid}", RevokeToken.HandleAsync).ForHostAdmin();
    }
}
