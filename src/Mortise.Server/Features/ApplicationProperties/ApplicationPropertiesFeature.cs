using Mortise.Connect.Scopes;
using Mortise.Server.Features.ApplicationProperties.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>The values that apps keep on repositories, commits, pull requests and users.</summary>
/// <remarks>A property is read with exactly what its subject is read with, and no further scope.</remarks>
internal static class ApplicationPropertiesFeature
{
    private const string Name = "/properties/{app_key}/{property_name}";
    private const string OfRepository = "/repositories/{workspace}/{repo_slug}" + Name;
    private const string OfCommit = "/repositories/{workspace}/{repo_slug}/commit/{commit}" + Name;
    private const string OfPullRequest = "/repositories/{workspace}/{repo_slug}/pullrequests/{pullrequest_id}" + Name;
    private const string OfUser = "/users/{selected_user}" + Name;

    private const string Put = "Stores a JSON object under the name, replacing the app's earlier one. Only the app that the path names does that, with its JWT where it says read_only.";
    private const string Delete = "Removes what the app stored under the name. Only the app that the path names does that.";
    private const string Sample = """{"status": "passed", "_attributes": ["public"]}""";

    public static IServiceCollection AddApplicationProperties(this IServiceCollection services) =>
        services.AddSingleton<ApplicationPropertyStore>().AddSingleton<PropertyRequest>().AddSingleton<CommitHosts>().AddSingleton<PullRequestHosts>();

    public static void MapApplicationProperties(this IEndpointRouteBuilder api)
    {
        api.MapGet(OfRepository, RepositoryProperty.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.ApplicationProperties);
        api.MapPut(OfRepository, RepositoryProperty.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.ApplicationProperties).Describes(text: Put, body: Sample, byApp: true);
        api.MapDelete(OfRepository, RepositoryProperty.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.ApplicationProperties).Describes(text: Delete, byApp: true);

        api.MapGet(OfCommit, CommitProperty.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.ApplicationProperties);
        api.MapPut(OfCommit, CommitProperty.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.ApplicationProperties).Describes(text: Put, body: Sample, byApp: true);
        api.MapDelete(OfCommit, CommitProperty.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.Repository, "read:repository:bitbucket").Counts(RateGroup.ApplicationProperties).Describes(text: Delete, byApp: true);

        api.MapGet(OfPullRequest, PullRequestProperty.GetAsync)
            .Takes(Credentials.Any).Needs(Scope.PullRequest, "read:pullrequest:bitbucket").Counts(RateGroup.ApplicationProperties);
        api.MapPut(OfPullRequest, PullRequestProperty.PutAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, "read:pullrequest:bitbucket").Counts(RateGroup.ApplicationProperties);
        api.MapDelete(OfPullRequest, PullRequestProperty.DeleteAsync)
            .Takes(Credentials.Signed).Needs(Scope.PullRequest, "read:pullrequest:bitbucket").Counts(RateGroup.ApplicationProperties);

        api.MapGet(OfUser, UserProperty.GetAsync)
            .Takes(Credentials.Any).NeedsOfApps(Scope.Account).NeedsGranular("read:user:bitbucket").Counts(RateGroup.ApplicationProperties);
        api.MapPut(OfUser, UserProperty.PutAsync)
            .Takes(Credentials.Signed).NeedsOfApps(Scope.Account).NeedsGranular("read:user:bitbucket").Counts(RateGroup.ApplicationProperties).Describes(text: Put, body: Sample, byApp: true);
        api.MapDelete(OfUser, UserProperty.DeleteAsync)
            .Takes(Credentials.Signed).NeedsOfApps(Scope.Account).NeedsGranular("read:user:bitbucket").Counts(RateGroup.ApplicationProperties).Describes(text: Delete, byApp: true);
    }
}
