using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.OAuth.Pages;

/// <summary>GET and POST /site/oauth2/authorize: asks the person who is signed in whether a client may act for them.</summary>
/// <remarks>The query is read anew at the POST: what was consented to is what stood in the address of the page.</remarks>
internal sealed class AuthorizeModel(ConsumerStore consumers, OAuthTokenStore tokens, OAuthOptions options, ILogger<AuthorizeModel> log) : SitePage
{
    /// <summary>Set when the page is shown.</summary>
    public AuthorizationRequest Asked { get; private set; } = null!;

    public string TargetHost => new Uri(Asked.Target).Authority;

    /// <summary>This page with its query.</summary>
    public string Self => Request.Path + Request.QueryString;

    [BindProperty]
    public string? Decision { get; set; }

    public Task<IActionResult> OnGetAsync() => AnswerAsync(_ => Task.FromResult<IActionResult>(Page()));

    public Task<IActionResult> OnPostAsync() => AnswerAsync(async request => Decision switch
    {
        "grant" => Redirect(await GrantAsync(request)),
        "deny" => Redirect(request.Refused(new OAuthError(400, "access_denied", "The person denied access."))),
        _ => Page(),
    });

    private async Task<IActionResult> AnswerAsync(Func<AuthorizationRequest, Task<IActionResult>> decide)
    {
        var (request, problem, redirect) = await AuthorizationRequest.ReadAsync(Request.Query, consumers, options, HttpContext.RequestAborted);
        if (problem is not null)
            return new ProblemText("This request cannot be answered", problem, "Nothing was sent anywhere. Whoever runs the client can mend its link.").ToPage(400);

        if (redirect is not null)
            return Redirect(redirect);

        if (Visitor is null)
            return LocalRedirect(SitePaths.SignInFor(Self));

        Asked = request!;
        AllowFormsTo(new Uri(request!.Target).GetLeftPart(UriPartial.Authority));
        return await decide(request);
    }

    private async Task<string> GrantAsync(AuthorizationRequest request)
    {
        var (consumer, person, cancellation) = (request.Consumer, Visitor!, HttpContext.RequestAborted);
        log.LogInformation("{User} granted {Consumer} of {Workspace} the scopes {Scopes}", person.Username, consumer.Key, consumer.Workspace, request.Scopes);
        if (!request.IsImplicit)
            return request.Granted(await tokens.AddCodeAsync(new NewCode(consumer.Id, person.Id, request.Scopes, request.Asked, request.Challenge), cancellation));

        return request.Granted(await tokens.BeginWithoutRefreshAsync(consumer.Id, person.Id, request.Scopes, cancellation), tokens.AccessLifetime);
    }
}
