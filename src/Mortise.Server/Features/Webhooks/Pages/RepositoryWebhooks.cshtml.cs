using Mortise.Server.Features.Repositories;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Webhooks.Pages;

/// <summary>GET /{workspace}/{repo_slug}/admin/webhooks: the subscriptions of a repository; writing goes by the API.</summary>
internal sealed class RepositoryWebhooksModel(RepositoryStore repositories, HookDesk desk) : RepositorySettingsPage(repositories)
{
    public HookList List { get; private set; } = null!;

    public async Task OnGetAsync() => List = await desk.ListAsync(Repository, HttpContext.RequestAborted);
}
