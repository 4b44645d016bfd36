using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Addon.Pages;

/// <summary>GET and POST /site/addons/authorize: asks the person who is signed in whether an app may be installed, and on what; then installs it.</summary>
/// <remarks>
/// 1. Read the link; one that is at fault is told here, and nothing is followed. 2. Sign in. 3. Find the app by its descriptor, fresh at each request.
/// 4. Ask, or do what was decided: the account must be one that the person owns, and the descriptor the one that was shown.
/// </remarks>
internal sealed class InstallAppModel(
    InstallLinks links, InstallReturn back, WorkspaceStore workspaces, AccessStore access, PrincipalStore principals, AppInstaller installer) : SitePage
{
    private const int MostWorkspaces = 500;

    /// <summary>Set when the page is shown.</summary>
    public InstallQuestion? Asked { get; private set; }

    public InstallDeadEnd? DeadEnd { get; private set; }

    /// <summary>Those that the person owns; their own account first.</summary>
    public IReadOnlyList<Workspace> Workspaces { get; private set; } = [];

    public InstallReport? Report { get; private set; }

    public FormProblems Problems { get; private set; } = FormProblems.None;

    /// <summary>This page with its query.</summary>
    public string Self => Request.Path + Request.QueryString;

    [BindProperty]
    public string? Decision { get; set; }

    /// <summary>The slug of the account to install on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Workspace { get; set; }

    [BindProperty]
    public string? Digest { get; set; }

    public Task<IActionResult> OnGetAsync() => AnswerAsync(_ => Task.FromResult<IActionResult>(Page()));

    public Task<IActionResult> OnPostAsync() => AnswerAsync(question => Decision switch
    {
        "install" => InstallAsync(question),
        "deny" => Task.FromResult<IActionResult>(InstallReturn.Refused(question) is { } address ? Redirect(address) : LocalRedirect("/")),
        _ => Task.FromResult<IActionResult>(Page()),
    });

    private async Task<IActionResult> AnswerAsync(Func<InstallQuestion, Task<IActionResult>> decide)
    {
        // 1. The link.
        var (link, problem) = InstallLink.Read(Request.Query);
        if (link is null)
            return new ProblemText("This link installs nothing", problem!, "Whoever made the link can mend it. Nothing was sent anywhere.").ToPage(400);

        // 2. The person.
        if (Visitor is not { } visitor)
            return LocalRedirect(SitePaths.SignInFor(Self));

        // 3. The app.
        (Asked, DeadEnd) = await links.FindAsync(link, HttpContext.RequestAborted);
        if (Asked is not { } question)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        // 4. The decision.
        var owned = await workspaces.ListAccessAsync(visitor, administrator: true, CollectionQuery.None, new PageRequest(1, MostWorkspaces), HttpContext.RequestAborted);
        Workspaces = [.. owned.Items.Select(one => one.Workspace).OrderBy(one => one.IsTeam)];
        AllowFormsTo(string.Join(' ', InstallReturn.Origins(question)));
        return await decide(question);
    }

    private async Task<IActionResult> InstallAsync(InstallQuestion question)
    {
        var cancellation = HttpContext.RequestAborted;
        var account = Workspace is { Length: > 0 and < 100 } slug && !slug.Contains('\0', StringComparison.Ordinal) ? await principals.FindAsync(slug, cancellation) : null;
        if (account is null || await access.RoleAsync(Visitor!, account.Id, cancellation) != WorkspaceRole.Owner)
            return Again(FormProblems.Of("Choose an account that you own.", "workspace"), StatusCodes.Status403Forbidden);

        var outcome = await installer.InstallAsync(new(question.Url, account, Visitor!.Id, Digest: Digest ?? ""), cancellation);
        if (outcome.Installation is { } installation)
            return Redirect(await back.InstalledAsync(question, installation, account, CancellationToken.None));

        var failure = outcome.Report.Failure!;
        if (!ReferenceEquals(failure, InstallRefusals.ChangedSince) && InstallReturn.Failed(question, failure) is { } address)
            return Redirect(address);

        Report = outcome.Report;
        return Again(FormProblems.Of(failure.Message), failure.IsConflict ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest);
    }

    private PageResult Again(FormProblems problems, int status)
    {
        (Problems, Response.StatusCode) = (problems, status);
        return Page();
    }
}
