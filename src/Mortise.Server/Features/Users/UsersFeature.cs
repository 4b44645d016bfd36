using Mortise.Connect.Scopes;
using Mortise.Server.Features.Users.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Users;

/// <summary>People with an account on this host.</summary>
internal static class UsersFeature
{
    private const string ReadUser = "read:user:bitbucket";

    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services.AddSingleton<AccountStore>().AddSingleton<UserStore>().AddSingleton<PasswordStore>().AddSingleton<SignIn>()
            .AddSingleton<AccountJson>().AddSingleton<ParticipantJson>().AddSingleton<AppUserJson>().AddSingleton<EmailJson>().AddSingleton<UserAnswers>();

    public static void MapUserPages(this IEndpointRouteBuilder site)
    {
        site.MapPage(SitePaths.SignIn);
        site.MapPage(SitePaths.SignOut);
        site.MapPage(AccountSettingsPage.Root);
        site.MapPage(AccountSettingsPage.Security);
    }

    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/user", GetCaller.HandleAsync)
            .Takes(Credentials.Signed).Needs(Scope.Account, ReadUser).Counts(RateGroup.Api);
        api.MapGet("/user/emails", UserEmails.ListAsync)
            .Takes(Credentials.Person | Credentials.WorkspaceAccount).Needs(Scope.Email, ReadUser).Counts(RateGroup.Api).Pages().Queries(EmailQuery.Fields);
        api.MapGet("/user/emails/{email}", UserEmails.GetAsync)
            .Takes(Credentials.Person | Credentials.WorkspaceAccount).Needs(Scope.Email, ReadUser).Counts(RateGroup.Api);
        api.MapGet("/users/{selected_user}", GetUser.HandleAsync)
            .Takes(Credentials.Any).NeedsGranular(ReadUser).Counts(RateGroup.Api);
    }
}
