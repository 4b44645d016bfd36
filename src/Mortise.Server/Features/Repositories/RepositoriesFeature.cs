using Mortise.Connect.Scopes;
using Mortise.Server.Features.Repositories.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Repositories;

/// <summary>Repositories: create, read, update, delete, list, and who may do what with them.</summary>
internal static class RepositoriesFeature
{
    private const string One = "/repositories/{workspace}/{repo_slug}";
    private const string Read = "read:repository:bitbucket";

    /// <summary>Access tokens of resources cannot touch permissions (rest.md 4).</summary>
    private const Credentials Permissions = Credentials.Person | Credentials.WorkspaceAccount;

    public static IServiceCollection AddRepositories(this IServiceCollection services) =>
        services.AddSingleton<RepositoryStore>().AddSingleton<RepositoryJson>().AddSingleton<RepositoryGrantJson>().AddSingleton<RepositoryAnswers>().AddSingleton<GrantAnswers>()
            .AddSingleton<RepositoryDirectories>().AddSingleton<RepositoryCreation>().AddSingleton<ChangeRepository>().AddSingleton<CreationRights>().AddSingleton<Forks>().AddSingleton<RepositoryGrants>()
            .AddSingleton<OrphanSweep>().AddHostedService(provider => provider.GetRequiredService<OrphanSweep>());

    public static void MapRepositorySettings(this IEndpointRouteBuilder site)
    {
        site.MapPage("/{workspace:workspace}/{repo_slug}/admin");
        site.MapPage("/{workspace:workspace}/{repo_slug}/admin/permissions");
    }

    public static void MapRepositories(this IEndpointRouteBuilder api)
    {
        api.MapGet("/repositories", ListRepositories.AllAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages().Queries(RepositoryQuery.Fields);
        api.MapGet("/repositories/{workspace}", ListRepositories.OfWorkspaceAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages().Queries(RepositoryQuery.Fields);
        api.MapGet(One, GetRepository.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData);
        api.MapPost(One, ChangeRepository.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryAdmin, "admin:repository:bitbucket").Counts(RateGroup.RepositoryData);
        api.MapPut(One, ChangeRepository.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryAdmin, "admin:repository:bitbucket").Counts(RateGroup.RepositoryData);
        api.MapDelete(One, ChangeRepository.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryDelete, "delete:repository:bitbucket").Counts(RateGroup.RepositoryData);

        api.MapGet(One + "/forks", Forks.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages().Queries(RepositoryQuery.Fields);
        api.MapPost(One + "/forks", Forks.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryWrite, Read, "write:repository:bitbucket").Counts(RateGroup.RepositoryData);
        api.MapGet(One + "/watchers", ListWatchers.HandleAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, Read).Counts(RateGroup.RepositoryData).Pages();
        api.MapGet(One + "/override-settings", OverrideSettings.GetAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryAdmin, "admin:repository:bitbucket").Counts(RateGroup.RepositoryData);
        api.MapPut(One + "/override-settings", OverrideSettings.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.RepositoryAdmin, "admin:repository:bitbucket").Counts(RateGroup.RepositoryData);

        api.MapGet("/user/permissions/repositories", ListPermissions.OwnAsync)
            .Takes(Permissions).Needs(Scope.Account).Needs(Scope.Repository, Read).Counts(RateGroup.Api).Pages().Queries(RepositoryQuery.GrantFields);
        api.MapGet("/user/workspaces/{workspace}/permissions/repositories", ListPermissions.OwnInWorkspaceAsync)
            .Takes(Permissions).Needs(Scope.Account).Needs(Scope.Repository, Read).Counts(RateGroup.Api).Pages().Queries(RepositoryQuery.GrantFields);
        api.MapGet("/workspaces/{workspace}/permissions/repositories", ListPermissions.OfWorkspaceAsync)
            .Takes(Permissions).Needs(Scope.Account, Read).Counts(RateGroup.Api).Pages().Queries(RepositoryQuery.GrantFields);
        api.MapGet("/workspaces/{workspace}/permissions/repositories/{repo_slug}", ListPermissions.OfRepositoryAsync)
            .Takes(Permissions).Needs(Scope.Repository, Read).Counts(RateGroup.Api).Pages().Queries(RepositoryQuery.GrantFields);

        MapGrants(api);
    }

    /// <summary>Reading takes who may touch permissions at all, changing the secrets of people alone (rest.md 6, D-34).</summary>
    private static void MapGrants(IEndpointRouteBuilder api)
    {
        const string Users = One + "/permissions-config/users";
        const string User = Users + "/{selected_user_id}";
        const string Groups = One + "/permissions-config/groups";
        const string Group = Groups + "/{group_slug}";
        const string Admin = "admin:repository:bitbucket";
        const string Write = "write:permission:bitbucket";
        const string Delete = "delete:permission:bitbucket";

        api.MapGet(Users, RepositoryGrants.ListUsersAsync).Takes(Permissions).Needs(Scope.RepositoryAdmin, Read).Counts(RateGroup.RepositoryData).Pages();
        api.MapGet(User, RepositoryGrants.GetUserAsync).Takes(Permissions).Needs(Scope.RepositoryAdmin, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(User, RepositoryGrants.PutUserAsync).Takes(Credentials.OwnHand).Needs(Scope.RepositoryAdmin, Admin, Write).Counts(RateGroup.RepositoryData);
        api.MapDelete(User, RepositoryGrants.DeleteUserAsync).Takes(Credentials.OwnHand).Needs(Scope.RepositoryAdmin, Admin, Delete).Counts(RateGroup.RepositoryData);
        api.MapGet(Groups, RepositoryGrants.ListGroupsAsync).Takes(Permissions).Needs(Scope.RepositoryAdmin, Read).Counts(RateGroup.RepositoryData).Pages();
        api.MapGet(Group, RepositoryGrants.GetGroupAsync).Takes(Permissions).Needs(Scope.RepositoryAdmin, Read).Counts(RateGroup.RepositoryData);
        api.MapPut(Group, RepositoryGrants.PutGroupAsync).Takes(Credentials.OwnHand).Needs(Scope.RepositoryAdmin, Admin, Write).Counts(RateGroup.RepositoryData);
        api.MapDelete(Group, RepositoryGrants.DeleteGroupAsync).Takes(Credentials.OwnHand).Needs(Scope.RepositoryAdmin, Admin, Delete).Counts(RateGroup.RepositoryData);
    }
}
