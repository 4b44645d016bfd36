using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>What owners of a workspace do with the apps installed on it, for the pages: each step looks among those of the workspace alone.</summary>
internal sealed class AppDesk(InstallationStore installations, AppSwitch apps, AppUninstaller uninstaller, AppUpdater updater, DescriptorSource descriptors)
{
    /// <summary>What is installed, in the order in which it was.</summary>
    public async Task<IReadOnlyList<AppOnPage>> ListAsync(Guid workspace, CancellationToken cancellation) =>
        [.. (await installations.ListAsync(workspace, cancellation)).Select(AppOnPage.Of)];

    /// <summary>Null where the workspace has none of that id, or not any more.</summary>
    public async Task<AppOnPage?> FindAsync(Guid workspace, Guid id, CancellationToken cancellation) =>
        await installations.FindAsync(id, cancellation) is { } found && found.WorkspaceId == workspace && found.State != InstallationState.Removed
            ? AppOnPage.Of(found)
            : null;

    public async Task<ApiError?> TurnAsync(AppOnPage app, bool on, CancellationToken cancellation) => (await apps.TurnAsync(app.Installation.Id, on, cancellation)).Problem;

    public Task<ApiError?> UninstallAsync(AppOnPage app, DataFate fate, CancellationToken cancellation) => uninstaller.UninstallAsync(app.Installation.Id, fate, cancellation);

    /// <summary>What an update would change; nothing is changed.</summary>
    public async Task<UpdatePreview> PreviewAsync(AppOnPage app, CancellationToken cancellation)
    {
        var reading = await descriptors.FetchAsync(app.Installation.DescriptorUrl, cancellation);
        var order = new UpdateOrder(app.Installation.Id, UpdateSource.Stored.Instance, AcceptsScopes: true, DryRun: true);
        return new(await updater.UpdateAsync(order, app.Installation, reading, cancellation), reading.Descriptor is { } descriptor ? DescriptorDigest.Of(descriptor) : "");
    }

    /// <summary>Updates to the descriptor that was shown, and grants what it asks for; where the app serves another one by now, that is refused.</summary>
    /// <param name="digest">Of the <see cref="UpdatePreview"/> that was agreed to.</param>
    public async Task<UpdateOutcome> UpdateAsync(AppOnPage app, string digest, CancellationToken cancellation)
    {
        var reading = await descriptors.FetchAsync(app.Installation.DescriptorUrl, cancellation);
        if (reading.Descriptor is { } descriptor && DescriptorDigest.Of(descriptor) != digest)
            return new(app.Installation, reading.Report with { Failure = InstallRefusals.ChangedSince }, null);

        var order = new UpdateOrder(app.Installation.Id, UpdateSource.Stored.Instance, AcceptsScopes: true);
        return await updater.UpdateAsync(order, app.Installation, reading, cancellation);
    }
}

/// <summary>What an update would change, and the digest by which it is agreed to; empty where no sound descriptor was found.</summary>
internal sealed record UpdatePreview(UpdateOutcome Outcome, string Digest);

/// <summary>An installation with what its descriptor says; null where this version cannot read that any more.</summary>
internal sealed record AppOnPage(Installation Installation, Descriptor? Descriptor)
{
    public string Name => Descriptor?.Name ?? Installation.AppKey;

    /// <summary>The link of the successor app, where it is one that a browser may follow.</summary>
    public string? ForgeAppLink => Web(Descriptor?.ForgeAppLink);

    public string? VendorUrl => Web(Descriptor?.Vendor?.Url);

    public bool IsOn => Installation.State == InstallationState.Active;

    public IEnumerable<string> Scopes => Installation.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static AppOnPage Of(Installation installation) =>
        new(installation, InstalledDescriptors.TryRead(installation, out var descriptor, out _) ? descriptor : null);

    private static string? Web(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url.AbsoluteUri : null;
}
