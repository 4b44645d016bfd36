using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Tokens.Pages;

/// <summary>GET and POST /account/settings/tokens: the visitor's API tokens and app passwords.</summary>
internal sealed class AccountTokensModel(TokenDesk desk) : AccountSettingsPage
{
    private static readonly string[] Kinds = ["api_token", "app_password"];

    public TokenList List { get; private set; } = null!;

    public NewSecret? Made { get; private set; }

    [BindProperty]
    public TokenForm Form { get; set; } = new();

    private CredentialOwner Owner => new(CredentialOwnerKind.User, Visitor!.Id);

    public async Task<IActionResult> OnGetAsync()
    {
        List = await desk.ShowAsync(Owner, Kinds, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        (Made, var problem) = await desk.MakeAsync(Form, new(User: Visitor!.Id), List, HttpContext.RequestAborted);
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
