using Mortise.Connect.Descriptors;
using Mortise.Connect.Jwt;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Addon;

/// <summary>Where a browser goes after the question whether to install an app (connect.md 3.6, 6.1).</summary>
internal sealed class InstallReturn(InstallationStore installations, TimeProvider clock)
{
    /// <summary>The origins that an answer may lead to, for the page's form.</summary>
    public static IEnumerable<string> Origins(InstallQuestion question)
    {
        var target = question.RedirectUri ?? question.Descriptor.Modules.PostInstallRedirect?.AbsoluteUrl;
        if (target is not null && Uri.TryCreate(target.Split('{')[0], UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            yield return url.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>To the app, with its client key and a token; without an address of the app's, to the page of the installation.</summary>
    public async Task<string> InstalledAsync(InstallQuestion question, Installation installation, Principal account, CancellationToken cancellation)
    {
        var descriptor = question.Descriptor;
        if (question.RedirectUri is { } back)
            return await SignedAsync(CallbackUrl.WithQuery(back, [("client_key", installation.ClientKey)]), installation, descriptor, cancellation);

        return descriptor.Modules.PostInstallRedirect is { } module && Expand(module.AbsoluteUrl, account) is { } url
            ? await SignedAsync(url, installation, descriptor, cancellation)
            : $"{WorkspaceSettingsPage.RootOf(installation.Workspace)}/apps/{installation.Id:D}?done=installed";
    }

    /// <summary>Null where the link names no address.</summary>
    public static string? Refused(InstallQuestion question) =>
        question.RedirectUri is { } back ? CallbackUrl.WithQuery(back, [("error", "access_denied"), ("error_description", "The person did not install the app.")]) : null;

    /// <summary>Null where the link names no address. What is nobody's business but this host's is not told.</summary>
    public static string? Failed(InstallQuestion question, InstallFailure failure)
    {
        var cause = failure.Step is "fetch" or "validation" or "callback" ? failure.Cause : "This host refused the install.";
        return question.RedirectUri is { } back ? CallbackUrl.WithQuery(back, [("error", "server_error"), ("error_description", cause)]) : null;
    }

    private async Task<string> SignedAsync(string url, Installation installation, Descriptor descriptor, CancellationToken cancellation) =>
        descriptor.Authentication == AppAuthentication.Jwt && await installations.FindSecretAsync(installation.Id, cancellation) is { } secret
            ? SignedUrl.Create(installation.ClientKey, secret, url, descriptor.BaseUrl, clock.GetUtcNow())
            : url;

    /// <summary>Fills in what may stand in the module's URL; other parameters stay as they are, escaped. Null for what is no address of the web.</summary>
    private static string? Expand(string template, Principal account)
    {
        var url = template
            .Replace("{user_username}", Uri.EscapeDataString(account.Slug), StringComparison.Ordinal)
            .Replace("{user_uuid}", Uri.EscapeDataString(PublicAddress.Braced(account.Id)), StringComparison.Ordinal)
            .Replace("{user_type}", account.IsTeam ? "team" : "user", StringComparison.Ordinal)
            .Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? url : null;
    }
}
