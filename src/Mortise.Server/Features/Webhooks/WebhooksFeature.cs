using Mortise.Connect.Scopes;
using Mortise.Server.Features.Webhooks.Delivery;
using Mortise.Server.Features.Webhooks.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Outbox;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Webhooks;

/// <summary>Subscriptions to events, and their delivery to plain subscribers and to apps.</summary>
internal static class WebhooksFeature
{
    private const string OfRepository = "/repositories/{workspace}/{repo_slug}/hooks";
    private const string OfWorkspace = "/workspaces/{workspace}/hooks";
    private const string One = "/{uid}";
    private const string Read = "read:webhook:bitbucket";
    private const string Write = "write:webhook:bitbucket";
    private const string Delete = "delete:webhook:bitbucket";

    private const string Sent =
        "All events of the catalogue can be subscribed to, so that subscriptions carry over. This version sends one of them so far: repo:push. " +
        "Of the others nothing is sent yet.";

    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services.AddSingleton<WebhookStore>().AddSingleton<WebhookJson>().AddSingleton<HookDesk>().AddSingleton<Hooks>()
            .AddSingleton<AppSubscriptions>().AddSingleton<EventDispatch>().AddSingleton<PushPayload>()
            .AddSingleton<IMessageHandler, PushHandler>().AddSingleton<IMessageHandler, WebhookDelivery>()
            .AddHostedService<WebhookUpkeep>();

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        api.MapGet("/hook_events", HookEvents.ListSubjects).Takes(Credentials.Any).Counts(RateGroup.Webhooks);
        api.MapGet("/hook_events/{subject_type}", HookEvents.List).Takes(Credentials.Any).Counts(RateGroup.Webhooks).Pages(30).Describes(text: Sent);

        api.MapGet(OfRepository, Hooks.ListOfRepositoryAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read).Counts(RateGroup.Webhooks).Pages();
        api.MapPost(OfRepository, Hooks.AddToRepositoryAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read, Write).Counts(RateGroup.Webhooks).Describes(text: Sent);
        api.MapGet(OfRepository + One, Hooks.GetOfRepositoryAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read).Counts(RateGroup.Webhooks);
        api.MapPut(OfRepository + One, Hooks.PutOfRepositoryAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read, Write).Counts(RateGroup.Webhooks).Describes(text: Sent);
        api.MapDelete(OfRepository + One, Hooks.DeleteOfRepositoryAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Delete).Counts(RateGroup.Webhooks);

        api.MapGet(OfWorkspace, Hooks.ListOfWorkspaceAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read).Counts(RateGroup.Webhooks).Pages();
        api.MapPost(OfWorkspace, Hooks.AddToWorkspaceAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read, Write).Counts(RateGroup.Webhooks).Describes(text: Sent);
        api.MapGet(OfWorkspace + One, Hooks.GetOfWorkspaceAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read).Counts(RateGroup.Webhooks);
        api.MapPut(OfWorkspace + One, Hooks.PutOfWorkspaceAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Read, Write).Counts(RateGroup.Webhooks).Describes(text: Sent);
        api.MapDelete(OfWorkspace + One, Hooks.DeleteOfWorkspaceAsync).Takes(Credentials.Signed).Needs(Scope.Webhook, Delete).Counts(RateGroup.Webhooks);
    }

    public static void MapWebhookSettings(this IEndpointRouteBuilder site)
    {
        foreach (var root in new[] { "/{workspace:workspace}/workspace/settings/webhooks", "/{workspace:workspace}/{repo_slug}/admin/webhooks" })
        {
            site.MapPage(root);
            site.MapPage(root + "/{uid}");
        }
    }

    public static void MapWebhooksAdmin(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/webhooks/{id:guid}/attempts", AdminWebhookAttempts.HandleAsync).ForHostAdmin();
}
