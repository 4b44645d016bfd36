using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Tokens.Pages;

/// <summary>GET and POST /{workspace}/{repo_slug}/admin/access-tokens: access tokens of a repository.</summary>
internal sealed class RepositoryTokensModel(RepositoryStore repositories, TokenDesk desk) : RepositorySettingsPage(repositories)
{
    private static readonly string[] Kinds = ["repository"];

    public TokenList List { get; private set; } = null!;

    public NewSecret? Made { get; private set; }

    [BindProperty]
    public TokenForm Form { get; set; } = new();

    private CredentialOwner Owner => new(CredentialOwnerKind.Repository, Repository.Id);

    public async Task<IActionResult> OnGetAsync()
    {
        List = await desk.ShowAsync(Owner, Kinds, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        (Made, var problem) = await desk.MakeAsync(Form, new(Workspace: Repository.WorkspaceId, Repository: Repository.Id), List, HttpContext.RequestAborted);
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
