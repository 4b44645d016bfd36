using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Webhooks.Delivery;
using Mortise.Server.Features.Workspaces;

namespace Mortise.Server.Features.Webhooks;

/// <summary>Reads what the pages of subscriptions show.</summary>
internal sealed class HookDesk(WebhookStore hooks, AppSubscriptions apps)
{
    public async Task<HookList> ListAsync(Repository repository, CancellationToken cancellation) =>
        new($"/2.0/repositories/{repository.FullName}/hooks", $"/{repository.FullName}/admin/webhooks", true, await hooks.ListAsync(repository.WorkspaceId, repository.Id, cancellation), []);

    public async Task<HookList> ListAsync(Workspace workspace, CancellationToken cancellation) =>
        new(
            $"/2.0/workspaces/{workspace.Slug}/hooks", $"/{workspace.Slug}/workspace/settings/webhooks", false,
            await hooks.ListAsync(workspace.Id, null, cancellation), await apps.ListAsync(workspace.Id, cancellation));

    /// <summary>Null where the list has none of that id.</summary>
    public async Task<HookView?> FindAsync(HookList list, string uid, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(uid.Trim('{', '}'), "D", out var id) || list.Hooks.FirstOrDefault(one => one.Id == id) is not { } hook)
            return null;

        var attempts = hook.HistoryEnabled ? await hooks.ListAttemptsAsync(hook.Id, cancellation) : [];
        return new HookView(list, hook, [.. attempts.Take(HookView.Most)]);
    }
}
