namespace Mortise.Server.Features.Webhooks;

/// <summary>The subscriptions of a repository or a workspace, for the page that lists them.</summary>
/// <param name="Api">Where they are in the REST API.</param>
/// <param name="Root">Their page.</param>
/// <param name="Apps">Those that apps bring in their descriptors.</param>
internal sealed record HookList(string Api, string Root, bool OfRepository, IReadOnlyList<Webhook> Hooks, IReadOnlyList<Webhook> Apps)
{
    /// <summary>What can be subscribed to here, by category.</summary>
    public IEnumerable<IGrouping<string, WebhookEvent>> Events =>
        WebhookEvent.All.Where(one => one.OfRepositories || !OfRepository).GroupBy(one => one.Category);

    /// <summary>What a new subscription begins with.</summary>
    public static Webhook New { get; } = new() { Events = [WebhookEvent.Push], HistoryEnabled = true };
}

/// <summary>One subscription with what was sent to it lately, newest first.</summary>
internal sealed record HookView(HookList List, Webhook Hook, IReadOnlyList<WebhookAttempt> Attempts)
{
    /// <summary>Of the attempts shown.</summary>
    public const int Most = 50;

    public string Api => $"{List.Api}/%7B{Hook.Id:D}%7D";
}
