using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Users.Pages;

/// <summary>GET and POST /account/settings/security: the visitor's password, and the browsers that they are signed in with.</summary>
/// <remarks>A new password takes the present one, so that a browser that was left open gives nobody the account.</remarks>
internal sealed class AccountSecurityModel(PasswordStore passwords, SessionStore sessions, FailedAttempts attempts) : AccountSettingsPage
{
    public IReadOnlyList<OpenSession> Sessions { get; private set; } = [];

    [BindProperty]
    public string? Present { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>The session to end, by its name in the list.</summary>
    [BindProperty]
    public string? Session { get; set; }

    public bool IsThis(OpenSession session) => session.Hash == Visitor!.Session;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        await LoadAsync();
        var attempt = attempts.Of(HttpContext, $"password of {Visitor!.Username}", Users.SignIn.MostForOneAccount);
        if (attempt.MustWait is { } wait)
            return Again(ApiError.TooManyAttempts(wait));

        if ((Present ?? "").Length > PasswordStore.Most || !await passwords.IsOfAsync(Visitor.Id, Present ?? "", HttpContext.RequestAborted))
        {
            attempt.Failed();
            return Again(FormProblems.Of("The present password is wrong.", "present"));
        }

        if (PasswordStore.WhyNot(Password ?? "") is { } unfit)
            return Again(FormProblems.Of(unfit, "password"));

        await passwords.SetAsync(Visitor.Id, Password!, HttpContext.RequestAborted, keptSession: Visitor.Session);
        return Done("password");
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        await sessions.EndAsync(Visitor!.Id, Session ?? "", HttpContext.RequestAborted);
        return Done("ended");
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        await sessions.EndOthersAsync(Visitor!.Id, Visitor.Session, HttpContext.RequestAborted);
        return Done("others-ended");
    }

    private async Task LoadAsync() => Sessions = await sessions.ListAsync(Visitor!.Id, HttpContext.RequestAborted);
}
