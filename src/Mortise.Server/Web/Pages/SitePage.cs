using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>What every page has in common: who is signed in, and headers that keep scripts, frames and caches of others out.</summary>
[RequestSizeLimit(MostBytes)]
internal abstract class SitePage : PageModel
{
    /// <summary>Of a form.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>Who is signed in with this browser; null: nobody.</summary>
    public Caller.Visitor? Visitor => HttpContext.Api().Caller as Caller.Visitor;

    /// <summary>What the page is about, for the modules of apps; null: apps have no place on it.</summary>
    public PageSubject? Subject
    {
        get => SubjectOf(HttpContext);
        protected set => HttpContext.Items[typeof(PageSubject)] = value;
    }

    /// <summary>The same for the partial views of a page, whose models are others.</summary>
    public static PageSubject? SubjectOf(HttpContext context) => context.Items.TryGetValue(typeof(PageSubject), out var subject) ? subject as PageSubject : null;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => PageHeaders.Set(Response);

    /// <summary>Lets the answer to this page's form lead to another origin, which browsers check as well.</summary>
    protected void AllowFormsTo(string origin) => PageHeaders.Set(Response, origin);

    /// <summary>Goes to an address of this host, or where it is none to the sign-in page.</summary>
    protected IActionResult GoTo(string? next) => IsOwn(next) ? LocalRedirect(next!) : LocalRedirect(SitePaths.SignIn);

    /// <summary>A value of the route as text; empty where the page has none of that name.</summary>
    protected string Route(string name) => RouteData.Values[name] as string ?? "";

    /// <summary>Asks to sign in, and comes back.</summary>
    protected IActionResult ToSignIn() => LocalRedirect(SitePaths.SignInFor(Request.Path + Request.QueryString));

    /// <summary>One page for what is absent and what is hidden.</summary>
    protected IActionResult NothingHere() => new ProblemText(
        "There is nothing here",
        "The page does not exist, or you may not see it.",
        Visitor is null ? "Sign in with an account that may, or check the address." : "Check the address, or ask the owner for access.").ToPage(404);

    /// <summary>For somebody who may know that it is there.</summary>
    protected static IActionResult NotAllowed(string next) => new ProblemText("You may not see this page", "Your permission is not enough for it.", next).ToPage(403);

    /// <summary>True for a path of this host, which no browser takes for the address of another.</summary>
    protected bool IsOwn(string? next) =>
        next is { Length: > 0 and <= 8000 } && Url.IsLocalUrl(next) && next[0] == '/' && !next.Contains('\\', StringComparison.Ordinal) && !next.Any(char.IsControl);
}

/// <summary>Addresses of pages.</summary>
internal static class SitePaths
{
    public const string Start = "/";
    public const string SignIn = "/site/signin";
    public const string SignOut = "/site/signout";

    /// <summary>The sign-in page, which leads to <paramref name="next"/> afterwards.</summary>
    public static string SignInFor(string next) => $"{SignIn}?next={Uri.EscapeDataString(next)}";
}
