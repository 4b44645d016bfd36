using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Web.Pages;

/// <summary>A page of the visitor's own settings.</summary>
internal abstract class AccountSettingsPage : SettingsPage
{
    public const string Root = "/account/settings";
    public const string Security = Root + "/security";
    public const string Tokens = Root + "/tokens";

    public override string About => Visitor!.DisplayName;

    public override string BackTo => $"/{Visitor!.Username}/";

    public override IReadOnlyList<(string Name, string Address)> Pages { get; } = [("Profile", Root), ("Password and sessions", Security), ("Tokens", Tokens)];

    protected override Task<IActionResult?> EnterAsync(Caller.Visitor visitor) => Task.FromResult<IActionResult?>(null);
}
