using Microsoft.Extensions.Primitives;
using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Addon.Registrations;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Platform.Egress;

namespace Mortise.Server.Features.Addon;

/// <summary>What a link to <c>/site/addons/authorize</c> asks for, as its query says it.</summary>
/// <param name="AddonKey">Of a registered app; null where the link names a descriptor.</param>
/// <param name="DescriptorUri">Null where the link names a key.</param>
/// <param name="RedirectUri">Not looked at yet; null: none.</param>
internal sealed record InstallLink(string? AddonKey, string? DescriptorUri, string? RedirectUri)
{
    /// <summary>Reads a query; a member that stands there twice is a fault, since others may read the other one.</summary>
    public static (InstallLink? Link, string? Problem) Read(IQueryCollection query)
    {
        foreach (var name in new[] { "addon_key", "descriptor_uri", "redirect_uri" })
        {
            if (query[name].Count > 1)
                return (null, $"The link names {name} more than once.");
        }

        var link = new InstallLink(Text(query["addon_key"]), Text(query["descriptor_uri"]), Text(query["redirect_uri"]));
        return link.AddonKey is null == link.DescriptorUri is null
            ? (null, "A link to install an app names exactly one of addon_key, for an app that is registered on this host, and descriptor_uri.")
            : (link, null);
    }

    private static string? Text(StringValues values) => values.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>An app that a person is asked about.</summary>
/// <param name="Url">Where its descriptor came from.</param>
/// <param name="RegisteredBy">The workspace whose owners registered it; null for an unregistered app, and one that the host's administrator registered.</param>
/// <param name="RedirectUri">Sound: below the app's base URL; null: back to this host.</param>
internal sealed record InstallQuestion(string Url, Descriptor Descriptor, string? RegisteredBy, string? RedirectUri)
{
    public string Digest => DescriptorDigest.Of(Descriptor);
}

/// <summary>Why a link leads nowhere: what to tell, and the report where a descriptor was asked for.</summary>
internal sealed record InstallDeadEnd(string What, string Next, InstallReport? Report = null);

/// <summary>Looks up what an install link leads to (connect.md 6.1). Nothing that the link says is followed before the app's descriptor has confirmed it.</summary>
internal sealed class InstallLinks(RegistrationStore registrations, DescriptorSource descriptors, AddressRules rules)
{
    /// <summary>What the answer to an app adds to its address.</summary>
    private static readonly string[] Answers = ["client_key", "clientKey", "jwt", "error", "error_description"];

    /// <summary>Exactly one of the two.</summary>
    public async Task<(InstallQuestion? Question, InstallDeadEnd? DeadEnd)> FindAsync(InstallLink link, CancellationToken cancellation)
    {
        var registration = link.AddonKey is { } asked && AppKey.TryParse(asked, out _) ? await registrations.FindAsync(asked, cancellation) : null;
        if (link.AddonKey is not null && registration is null)
            return (null, new("No app is registered on this host with that key.", "Whoever made the link can register the app under “Develop apps”, or name its descriptor_uri."));

        var url = registration?.RegisteredUrl ?? link.DescriptorUri!;
        if (!rules.TryRead(url, out _, out var refusal))
            return (null, new($"The app's descriptor cannot be read: {refusal}", "Whoever made the link can mend it."));

        var (descriptor, report) = await descriptors.FetchAsync(url, cancellation);
        if (descriptor is null)
            return (null, new("The app's descriptor cannot be used.", "Whoever runs the app can mend what the report names.", report));

        if (registration is null && await registrations.FindAsync(descriptor.Key.Value, cancellation) is not null)
            return (null, new($"The app {descriptor.Key} is registered on this host, and is installed by its key.", $"The link is to name addon_key={descriptor.Key} instead of descriptor_uri."));

        if (registration is not null && descriptor.Key.Value != registration.AppKey)
            return (null, new($"The descriptor that is registered for {registration.AppKey} has another key, {descriptor.Key}.", "Whoever registered the app can mend it."));

        return link.RedirectUri is { } back && !MayReturnTo(back, descriptor)
            ? (null, new("The link would lead back to an address that is not the app's own.", "redirect_uri must be the app's baseUrl or stand below it. Nothing was sent anywhere."))
            : (new InstallQuestion(url, descriptor, registration?.Workspace, link.RedirectUri), null);
    }

    private static bool MayReturnTo(string address, Descriptor descriptor) =>
        !address.Contains('{', StringComparison.Ordinal) && !address.Contains('}', StringComparison.Ordinal) && CallbackUrl.Extends(address, descriptor.BaseUrl, Answers);
}
