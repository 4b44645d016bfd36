using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Tokens.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/access-tokens: access tokens of a workspace.</summary>
internal sealed class WorkspaceTokensModel(WorkspaceStore workspaces, AccessStore access, TokenDesk desk) : WorkspaceSettingsPage(workspaces, access)
{
    private static readonly string[] Kinds = ["workspace"];

    public TokenList List { get; private set; } = null!;

    public NewSecret? Made { get; private set; }

    [BindProperty]
    public TokenForm Form { get; set; } = new();

    private CredentialOwner Owner => new(CredentialOwnerKind.Workspace, Workspace.Id);

    public async Task<IActionResult> OnGetAsync()
    {
        List = await desk.ShowAsync(Owner, Kinds, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        (Made, var problem) = await desk.MakeAsync(Form, new(Workspace: Workspace.Id), List, HttpContext.RequestAborted);
        if (problem is not null)
            return Again(problem);

        Form = new();
        ModelState.Clear();
        return await OnGetAsync();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id)
    {
        await desk.RevokeAsync(Owner, id, HttpContext.RequestAborted);
        return Done("revoked");
    }
}
