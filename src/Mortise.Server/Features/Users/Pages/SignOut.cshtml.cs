using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Users.Pages;

/// <summary>GET and POST /site/signout; the session is gone from the database, not from the browser alone.</summary>
internal sealed class SignOutModel(SessionCookie cookie) : SitePage
{
    /// <summary>Where to go afterwards; a path of this host.</summary>
    [BindProperty]
    public string? Next { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await cookie.EndAsync(HttpContext);
        return GoTo(Next);
    }
}
