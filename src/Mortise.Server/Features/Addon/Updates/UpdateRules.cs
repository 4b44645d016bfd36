using Mortise.Connect.Descriptors;

namespace Mortise.Server.Features.Addon.Updates;

/// <summary>What an update may not do. Source: Bitbucket Cloud docs, "Update an installed app"; connect.md 6.6 and 12.3 where those are silent.</summary>
internal static class UpdateRules
{
    /// <summary>The refusals that are known before a descriptor is read; null when there is none.</summary>
    /// <param name="registered">The descriptor URL of the app's registration; null for an app without one.</param>
    public static InstallFailure? RefuseSource(Installation installation, UpdateSource source, string? registered)
    {
        if (installation.State == InstallationState.Installing)
            return InstallRefusals.UnderWay(installation.AppKey, installation.Workspace);

        if (source is not UpdateSource.Registered move)
            return null;

        if (registered is null)
            return new(
                "url", $"The app {installation.AppKey} has no registration on this host, so that its descriptor URL cannot be changed.",
                "The host's administrator registers it with 'mortise app registration add KEY URL' (POST /_/api/app-registrations).");

        return registered == move.Url
            ? null
            : new(
                "url", $"'descriptor_url' is '{move.Url}', and the registration of {installation.AppKey} has '{registered}'. They must be equal to the letter.",
                "Send the registered URL, or have the host's administrator change the registration: 'mortise app registration move KEY URL'.");
    }

    /// <summary>The refusals that a descriptor brings; null when there is none.</summary>
    public static InstallFailure? RefuseDescriptor(Installation installation, Descriptor descriptor, DescriptorDifference difference, bool acceptsScopes)
    {
        if (descriptor.Key.Value != installation.AppKey)
            return new(
                "key", $"The descriptor's key is '{descriptor.Key}', and the installation's app is '{installation.AppKey}'. An update cannot change the key.",
                "Give the descriptor the key that is installed, or install the other app.");

        if (difference.Growth is { IsEmpty: false } growth && !acceptsScopes)
            return new(
                "scopes",
                descriptor.DeclaresScopes
                    ? $"The scopes cannot be increased by an update: {growth} would come to those of this installation ({Shown(difference)})."
                    : $"A descriptor without 'scopes' asks for all of them, and the scopes cannot be increased by an update: {growth} would come to those of this installation ({Shown(difference)}).",
                "Ask for no more than the installation has; or install the app again, or use 'mortise app update KEY --accept-scopes', so that the new scopes are granted.");

        return descriptor.Scopes.IsEmpty && !difference.ScopesBefore.IsEmpty
            ? new(
                "scopes", $"The scopes cannot be reduced to none by an update; this installation has {Shown(difference)}.",
                "Keep at least one scope, or uninstall the app and install it again.")
            : null;
    }

    private static string Shown(DescriptorDifference difference) => difference.ScopesBefore.IsEmpty ? "none" : difference.ScopesBefore.ToString();
}
