using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /2.0/account/{username}/addons: <c>{"url"}</c></summary>
/// <remarks>Not in the published reference. Source: what atlassian-connect-express calls when it registers itself (connect.md 6.2).</remarks>
internal static class InstallAccountApp
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] AccountPath path, Caller caller, PrincipalStore principals, AccessStore access,
        AppInstaller installer, PublicAddress address, HttpContext context)
    {
        var (account, refusal) = await path.FindOwnedAsync(principals, access, caller, context.RequestAborted);
        if (account is null)
            return refusal!;

        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (url, missing) = body.RequiredText("url");
        if (url is null)
            return missing!;

        var outcome = await installer.InstallAsync(new(url, account, caller.UserId), context.RequestAborted);
        return outcome.Installation is { } installation
            ? ApiAnswer.Created($"{address.Api}/account/{account.Slug}/addons/{installation.Id:D}", installation, InstallationJson.Write)
            : InstallAnswers.Refused(outcome.Report);
    }
}
