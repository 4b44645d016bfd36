using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Users.Pages;

/// <summary>GET and POST /account/settings: what the visitor is called.</summary>
internal sealed class AccountProfileModel(UserStore users) : AccountSettingsPage
{
    private const int LongestName = 255;

    public User Person { get; private set; } = null!;

    public IReadOnlyList<UserEmail> Emails { get; private set; } = [];

    [BindProperty]
    public string? DisplayName { get; set; }

    [BindProperty]
    public string? Nickname { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        (DisplayName, Nickname) = (Person.DisplayName, Person.Nickname);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        (DisplayName, Nickname) = (DisplayName?.Trim() ?? "", Nickname?.Trim() ?? "");
        await LoadAsync();
        if (!IsName(DisplayName))
            return Again(FormProblems.Of($"A name has 1 to {LongestName} characters.", "displayname"));

        if (!IsName(Nickname))
            return Again(FormProblems.Of($"A nickname has 1 to {LongestName} characters.", "nickname"));

        await users.RenameAsync(Visitor!.Id, DisplayName, Nickname, HttpContext.RequestAborted);
        return Done("saved");
    }

    private static bool IsName(string text) => text.Length is > 0 and <= LongestName && !text.Any(char.IsControl);

    private async Task LoadAsync()
    {
        Person = await users.FindAsync(Visitor!.Id, HttpContext.RequestAborted) ?? throw new InvalidOperationException("The visitor has no account");
        Emails = await users.ListEmailsAsync(Visitor!.Id, HttpContext.RequestAborted);
    }
}
