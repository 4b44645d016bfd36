using Mortise.Connect.Scopes;
using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.Projects.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Projects;

/// <summary>Projects: named sets of repositories in a workspace.</summary>
internal static class ProjectsFeature
{
    private const string All = "/workspaces/{workspace}/projects";
    private const string One = All + "/{project_key}";
    private const string Read = "read:project:bitbucket";
    private const string AllReviewers = One + "/default-reviewers";
    private const string OneReviewer = AllReviewers + "/{selected_user}";
    private const string ReadReviewers = "read:pullrequest:bitbucket";
    private const string Admin = "admin:project:bitbucket";

    public static IServiceCollection AddProjects(this IServiceCollection services) =>
        services.AddSingleton<ProjectStore>().AddSingleton<ProjectJson>().AddSingleton<ChangeProjects>().AddSingleton<ProjectGrants>()
            .AddSingleton<DefaultReviewerStore>().AddSingleton<DefaultReviewerJson>().AddSingleton<ProjectDefaultReviewers>();

    public static void MapProjectSettings(this IEndpointRouteBuilder site)
    {
        site.MapPage("/{workspace:workspace}/workspace/settings/projects");
        site.MapPage("/{workspace:workspace}/workspace/settings/projects/{project_key}");
    }

    public static void MapProjects(this IEndpointRouteBuilder api)
    {
        api.MapGet(All, ReadProjects.ListAsync)
            .Takes(Credentials.Any).Needs(Scope.Project, Read).Counts(RateGroup.Api).Pages().Queries(ProjectQuery.Fields);
        api.MapPost(All, ChangeProjects.PostAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
        api.MapGet(AllReviewers, ProjectDefaultReviewers.ListAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, ReadReviewers).Counts(RateGroup.Api).Pages().Queries(DefaultReviewerQuery.Fields);
        api.MapGet(OneReviewer, ProjectDefaultReviewers.GetAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, ReadReviewers).Counts(RateGroup.Api);
        api.MapPut(OneReviewer, ProjectDefaultReviewers.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
        api.MapDelete(OneReviewer, ProjectDefaultReviewers.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
        api.MapGet(One, ReadProjects.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Project, Read).Counts(RateGroup.Api);
        api.MapPut(One, ChangeProjects.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);
        api.MapDelete(One, ChangeProjects.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.ProjectAdmin, Admin).Counts(RateGroup.Api);

        MapGrants(api);
    }

    /// <summary>All of it takes the secrets of people alone (rest.md 6, D-34).</summary>
    private static void MapGrants(IEndpointRouteBuilder api)
    {
        const string Users = One + "/permissions-config/users";
        const string User = Users + "/{selected_user_id}";
        const string Groups = One + "/permissions-config/groups";
        const string Group = Groups + "/{group_slug}";
        const string Write = "write:permission:bitbucket";
        const string Delete = "delete:permission:bitbucket";

        api.MapGet(Users, ProjectGrants.ListUsersAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Read).Counts(RateGroup.Api).Pages();
        api.MapGet(User, ProjectGrants.GetUserAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Read).Counts(RateGroup.Api);
        api.MapPut(User, ProjectGrants.PutUserAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Admin, Write).Counts(RateGroup.Api);
        api.MapDelete(User, ProjectGrants.DeleteUserAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Admin, Delete).Counts(RateGroup.Api);
        api.MapGet(Groups, ProjectGrants.ListGroupsAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Read).Counts(RateGroup.Api).Pages();
        api.MapGet(Group, ProjectGrants.GetGroupAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Read).Counts(RateGroup.Api);
        api.MapPut(Group, ProjectGrants.PutGroupAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Admin, Write).Counts(RateGroup.Api);
        api.MapDelete(Group, ProjectGrants.DeleteGroupAsync).Takes(Credentials.OwnHand).Needs(Scope.ProjectAdmin, Admin, Delete).Counts(RateGroup.Api);
    }
}
