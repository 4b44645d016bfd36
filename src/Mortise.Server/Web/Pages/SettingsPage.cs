using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>A page of settings: what it is about, the pages beside it, and what came of the form that was sent last.</summary>
/// <remarks>
/// One place decides who enters, for reading and writing alike: who is not signed in is asked to, whatever the address; then <see cref="EnterAsync"/> says
/// whether the thing is there for the visitor (404) and theirs to settle (403).
/// </remarks>
internal abstract class SettingsPage : SitePage
{
    /// <summary>What is being set, for example the name of a workspace.</summary>
    public abstract string About { get; }

    /// <summary>The page of that.</summary>
    public abstract string BackTo { get; }

    /// <summary>Below which address the pages stand that apps add to these settings, for example <c>/acme/rocket/admin</c>; empty: they add none.</summary>
    public virtual string ModulesBelow => "";

    /// <summary>The pages of these settings, in order, with their addresses; the first is the one that the others stand below.</summary>
    public abstract IReadOnlyList<(string Name, string Address)> Pages { get; }

    /// <summary>What was wrong with the form that was sent.</summary>
    public FormProblems Problems { get; protected set; } = FormProblems.None;

    /// <summary>What the form before this page has done; null: nothing.</summary>
    public string? Notice => SettingsNotice.Of(Request.Query["done"].ToString());

    /// <summary>The address of the entry that this page belongs to.</summary>
    public string Current =>
        Pages.Select(page => page.Address).Where(address => Here == address || (address != Pages[0].Address && Here.StartsWith(address + "/", StringComparison.Ordinal)))
            .MaxBy(address => address.Length) ?? Pages[0].Address;

    private string Here => Request.Path.Value!.TrimEnd('/');

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        PageHeaders.Set(Response);
        var refusal = Visitor is { } visitor ? await EnterAsync(visitor) : ToSignIn();
        if (refusal is null)
            await next();
        else
            context.Result = refusal;
    }

    /// <summary>Why the visitor may not be here; null: they may.</summary>
    protected abstract Task<IActionResult?> EnterAsync(Caller.Visitor visitor);

    /// <summary>Leads back to a page, which tells <paramref name="notice"/>.</summary>
    /// <param name="notice">A name of <see cref="SettingsNotice"/>.</param>
    /// <param name="address">Null: this page.</param>
    protected IActionResult Done(string notice, string? address = null) => LocalRedirect($"{address ?? Request.Path.Value}?done={notice}");

    /// <summary>Shows this page again, with what was wrong.</summary>
    protected IActionResult Again(ApiError refusal) => Again(FormProblems.Of(refusal), refusal.Status);

    protected IActionResult Again(FormProblems problems, int status = 400)
    {
        Problems = problems;
        Response.StatusCode = status;
        return Page();
    }
}

/// <summary>What a form has done, in words; the address carries the name alone, so that nobody puts words of their own on a page.</summary>
internal static class SettingsNotice
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["saved"] = "The changes are saved.",
        ["added"] = "It is added.",
        ["removed"] = "It is removed.",
        ["ended"] = "The session has ended.",
        ["others-ended"] = "All other sessions have ended.",
        ["password"] = "Your password is changed. You are signed out everywhere else.",
        ["revoked"] = "The token is revoked. It counts no more.",
        ["installed"] = "The app is installed.",
        ["uninstalled"] = "The app is uninstalled.",
        ["enabled"] = "The app is enabled.",
        ["disabled"] = "The app is disabled. Nothing of it shows, and its requests are refused.",
        ["updated"] = "The app is updated.",
        ["unchanged"] = "The app is up to date already.",
        ["moved"] = "The descriptor URL is changed. Each installation moves when its app asks for it.",
    };

    public static string? Of(string name) => Texts.GetValueOrDefault(name);
}
