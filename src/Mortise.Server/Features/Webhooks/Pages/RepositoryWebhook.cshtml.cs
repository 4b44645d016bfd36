using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Webhooks.Pages;

/// <summary>GET /{workspace}/{repo_slug}/admin/webhooks/{uid}: one subscription and what was sent to it; writing goes by the API.</summary>
internal sealed class RepositoryWebhookModel(RepositoryStore repositories, HookDesk desk) : RepositorySettingsPage(repositories)
{
    public HookView Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var list = await desk.ListAsync(Repository, HttpContext.RequestAborted);
        if (await desk.FindAsync(list, Route("uid"), HttpContext.RequestAborted) is not { } view)
            return NothingHere();

        Shown = view;
        return Page();
    }
}
