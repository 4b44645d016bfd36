using System.Text;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Endpoints;

/// <summary>POST /_/site/frames/dialog: a module of the caller's own app, to be shown in a dialog over the page that its frame stands on.</summary>
/// <remarks>
/// The app is that of the token, so that no app opens what is another's; conditions are asked again, for the person. Pages for administrators are no dialogs:
/// their own pages ask for the right.
/// </remarks>
internal static class FrameDialog
{
    public static async Task<IResult> HandleAsync(Caller caller, PageModules modules, ModuleFrames frames, FrameTokens tokens, HttpContext context)
    {
        if (caller is not Caller.AppFrame { Token: { Audience: FrameAudience.Bridge } opener } frame)
            return ApiError.Forbidden("A token that an app holds itself opens no dialogs.");

        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;

        var (key, missing) = body!.RequiredText("key");
        if (missing is not null)
            return missing;

        if (FrameSubject.Read(opener.Subject) is not { } page || await FindAsync(frame, page, key!, modules, context.RequestAborted) is not ({ } module, { } shown))
            return ApiError.NotFound($"The app {frame.Installation.AppKey} has no module '{Short(key!)}' that shows here.");

        return ApiAnswer.Stored(Encoding.UTF8.GetBytes(frames.OfferOf(module, shown, tokens.MintBeside(opener, module.Offered.Module.Key), isFullPage: false)));
    }

    private static async Task<(ShownModule? Module, ShownModules? Shown)> FindAsync(
        Caller.AppFrame frame, PageSubject page, string key, PageModules modules, CancellationToken cancellation)
    {
        Caller viewer = frame.PersonId is { } person ? new Caller.Visitor(person, frame.Username!, frame.Username!) : Caller.Anonymous.Instance;
        var shown = await modules.FindAsync(
            page, viewer,
            (app, module) => app.Installation.Id == frame.Installation.InstallationId && module.Module.Key == key && module.Kind is not (ModuleKind.AdminPage or ModuleKind.ConfigurePage),
            cancellation);
        return (shown.All.Count > 0 ? shown.All[0] : null, shown);
    }

    private static string Short(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
