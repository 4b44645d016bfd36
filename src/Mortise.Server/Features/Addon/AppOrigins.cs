using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Where the pages of apps come from: origins are what keeps them from each other and from this host, in a browser (decision 0032).</summary>
internal static class AppOrigins
{
    private const int MostNamed = 5;

    /// <summary>An app on this host's own origin could do with its pages whatever the person at the browser can; null: it is on another.</summary>
    public static InstallFailure? RefuseOwn(Descriptor descriptor, PublicAddress address) =>
        OriginOf(descriptor.BaseUrl) == OriginOf(address.Origin)
            ? new("validation", $"The app's baseUrl {descriptor.BaseUrl} is on this host's own origin, where its pages could act as any person who opens them.",
                "Serve the app from another host name or port.")
            : null;

    /// <summary>Adds to the report which apps of the workspace share the origin of this one: each could act with the pages of the others.</summary>
    public static async Task<InstallReport> TellNeighboursAsync(
        InstallReport report, Descriptor descriptor, Installation installation, InstallationStore installations, CancellationToken cancellation)
    {
        var origin = OriginOf(descriptor.BaseUrl);
        var others = (await installations.ListAsync(installation.WorkspaceId, cancellation)).Where(one => one.Id != installation.Id);
        var sharing = others.Where(one => InstalledDescriptors.TryRead(one, out var its, out _) && OriginOf(its.BaseUrl) == origin).Select(one => one.AppKey).ToArray();
        if (sharing.Length == 0 || report.Validation is not { } validation)
            return report;

        var named = string.Join(", ", sharing.Take(MostNamed)) + (sharing.Length > MostNamed ? ", …" : "");
        var warning = new DescriptorWarning("/baseUrl", $"Shares the origin {origin} with {named}: to a browser they are one app, and what one may in its frames the others may too.");
        return report with { Validation = validation with { Warnings = [.. validation.Warnings, warning] } };
    }

    private static string OriginOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority).ToUpperInvariant() : "";
}
