using Mortise.Connect.Scopes;
using Mortise.Server.Features.Workspaces.Endpoints;
using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Features.Workspaces.Signing;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Workspaces;

/// <summary>Workspaces and their members.</summary>
internal static class WorkspacesFeature
{
    private const string One = "/workspaces/{workspace}";
    private const string ReadWorkspace = "read:workspace:bitbucket";
    private const string ReadUser = "read:user:bitbucket";

    /// <summary>Access tokens of resources cannot touch permissions (rest.md 4).</summary>
    private const Credentials Permissions = Credentials.Person | Credentials.WorkspaceAccount;

    public static IServiceCollection AddWorkspaces(this IServiceCollection services) =>
        services.AddSingleton<WorkspaceStore>().AddSingleton<WorkspaceJson>().AddSingleton<MembershipJson>()
            .AddSingleton<GroupStore>().AddSingleton<GroupJson>().AddSingleton<GrantStore>().AddSingleton<GrantJson>().AddSingleton<GrantRequests>()
            .AddSingleton<SigningKeyStore>().AddSingleton<WorkspaceSigner>();

    public static void MapWorkspaceSettings(this IEndpointRouteBuilder site)
    {
        const string Settings = "/{workspace:workspace}/workspace/settings";
        site.MapPage(Settings);
        site.MapPage(Settings + "/members");
        site.MapPage(Settings + "/groups");
        site.MapPage(Settings + "/groups/{group_slug}");
    }

    public static void MapWorkspaces(this IEndpointRouteBuilder api)
    {
        api.MapGet("/workspaces", Endpoints.Workspaces.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Account, ReadUser, ReadWorkspace).Counts(RateGroup.Api).Pages().Queries(WorkspaceQuery.Fields);
        api.MapGet(One, Endpoints.Workspaces.GetAsync)
            .Takes(Credentials.Any).NeedsGranular(ReadWorkspace).Counts(RateGroup.Api);
        api.MapGet(One + "/members", WorkspaceMembers.ListAsync)
            .Takes(Credentials.Signed).Needs(Scope.Account, ReadWorkspace).Counts(RateGroup.Api).Pages().Queries(WorkspaceQuery.MemberFields);
        api.MapGet(One + "/members/{member}", WorkspaceMembers.GetAsync)
            .Takes(Credentials.Signed).Needs(Scope.Account, ReadWorkspace).Counts(RateGroup.Api);
        api.MapGet(One + "/settings/gpg/public-key", SigningPublicKey.GetAsync)
            .Takes(Credentials.Signed).Needs(Scope.Account, ReadWorkspace).Counts(RateGroup.Api);
        api.MapGet(One + "/permissions", WorkspaceMembers.ListPermissionsAsync)
            .Takes(Permissions).Needs(Scope.Account, ReadWorkspace).Counts(RateGroup.Api).Pages().Queries(WorkspaceQuery.MembershipFields);

        api.MapGet("/user/workspaces", OwnWorkspaces.ListAsync)
            .Takes(Credentials.Signed).Needs(Scope.Account, ReadWorkspace).Counts(RateGroup.Api).Pages(25).Queries(WorkspaceQuery.OwnFields);
        api.MapGet("/user/workspaces/{workspace}/permission", OwnWorkspaces.GetPermissionAsync)
            .Takes(Permissions).Needs(Scope.Account, ReadWorkspace).Counts(RateGroup.Api);
        api.MapGet("/user/permissions/workspaces", OwnWorkspaces.ListPermissionsAsync)
            .Takes(Permissions).Needs(Scope.Account, ReadWorkspace, ReadUser).Counts(RateGroup.Api).Pages(50).Queries(WorkspaceQuery.MembershipFields);
    }
}
