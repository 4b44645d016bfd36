using System.Globalization;
using Mortise.Query.Fields;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Webhooks;

/// <summary>Subscriptions on the wire: schema <c>webhook_subscription</c>, with the members the live service adds to it (rest.md 16.9).</summary>
internal sealed class WebhookJson(PublicAddress address, RepositoryJson repositories, WorkspaceJson workspaces)
{
    /// <param name="Repository">The subject; null: the workspace is.</param>
    internal sealed record HookView(Webhook Hook, Workspace Workspace, RepositoryJson.RepositoryView? Repository);

    public void Write(ObjectWriter o, HookView view)
    {
        var hook = view.Hook;
        o.Write("type", "webhook_subscription");
        o.Write("uuid", PublicAddress.Braced(hook.Id));
        o.Write("url", hook.Url);
        o.Write("description", hook.Description);
        o.Write("subject_type", view.Repository is null ? "workspace" : "repository");
        if (view.Repository is { } repository)
            o.Embedded("subject", repository, repositories.Write);
        else
            o.Embedded("subject", view.Workspace, workspaces.Write);

        o.Write("active", hook.Active);
        o.Write("created_at", hook.CreatedOn.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        o.Strings("events", hook.Events.Contains("*", StringComparer.Ordinal) ? WebhookEvent.All.Select(one => one.Key) : hook.Events);
        o.Write("secret_set", hook.HasSecret);
        o.Write("skip_cert_verification", hook.SkipCertVerification);
        o.Write("history_enabled", hook.HistoryEnabled);
        o.Write("read_only", hook.Source is not null);
        o.Write("source", hook.Source);
        o.Object("links", AddressOf(view), static (links, self) => links.Link("self", self));
    }

    public string AddressOf(HookView view) =>
        $"{address.Api}/{(view.Repository is { } of ? $"repositories/{of.Repository.FullName}" : $"workspaces/{view.Workspace.Slug}")}/hooks/{PublicAddress.BracedInPath(view.Hook.Id)}";
}
