using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Users.Pages;

/// <summary>GET and POST /site/signin</summary>
/// <remarks>One text for an unknown name, a wrong password and a person without one.</remarks>
internal sealed class SignInModel(SignIn signIn, SessionCookie cookie) : SitePage
{
    /// <summary>Where to go afterwards; a path of this host, and the dashboard where it is none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Next { get; set; }

    [BindProperty]
    public string Username { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

    public string? Problem { get; private set; }

    public IActionResult OnGet() => Visitor is not null && IsOwn(Next) ? GoTo(Next) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        (Username, Password) = (Username?.Trim() ?? "", Password ?? "");
        var (user, wait) = await signIn.CheckAsync(Username, Password, HttpContext);
        if (user is { } person)
        {
            await cookie.BeginAsync(HttpContext, person);
            return GoTo(IsOwn(Next) ? Next : SitePaths.Start);
        }

        var status = wait is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests;
        Problem = wait is { } time
            ? $"There were too many attempts. Try again in {Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture)} seconds."
            : "The user name or the password is wrong.";
        if (wait is not null)
            Response.Headers.RetryAfter = Math.Ceiling(wait.Value.TotalSeconds).ToString(CultureInfo.InvariantCulture);

        Response.StatusCode = status;
        return Page();
    }
}
