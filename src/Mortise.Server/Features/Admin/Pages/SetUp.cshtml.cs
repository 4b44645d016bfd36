using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Admin.Pages;

/// <summary>GET and POST /site/setup: there while nobody has an account, and never again.</summary>
internal sealed class SetUpModel(SetUp setUp, SessionCookie cookie) : SitePage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Username { get; set; }

    [BindProperty]
    public string? DisplayName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Workspace { get; set; }

    /// <summary>What was wrong, by field; under no name what belongs to none.</summary>
    public FormProblems Problems { get; private set; } = FormProblems.None;

    public async Task<IActionResult> OnGetAsync() => await setUp.IsOpenAsync(HttpContext.RequestAborted) ? Page() : NothingHere();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await setUp.IsOpenAsync(HttpContext.RequestAborted))
            return NothingHere();

        var form = new SetUpForm(Code ?? "", Username?.Trim() ?? "", DisplayName?.Trim() ?? "", Email?.Trim() ?? "", Password ?? "", Workspace?.Trim() ?? "");
        var (made, refusal) = await setUp.RunAsync(form, HttpContext);
        if (made is not null)
        {
            await cookie.BeginAsync(HttpContext, made.Id);
            return LocalRedirect("/");
        }

        Problems = FormProblems.Of(refusal!);
        Response.StatusCode = refusal!.Status;
        return Page();
    }
}
