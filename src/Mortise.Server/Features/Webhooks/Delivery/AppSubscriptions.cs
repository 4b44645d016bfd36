using System.Security.Cryptography;
using System.Text;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.Addon;

namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>The subscriptions that installed apps bring in their descriptors: there as long as the app is enabled (rest.md D-115; connect.md 17).</summary>
internal sealed class AppSubscriptions(InstallationStore installations, InstalledDescriptors descriptors)
{
    /// <summary>Those of all enabled apps of a workspace, in the order of installation.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(Guid workspace, CancellationToken cancellation)
    {
        var found = new List<Webhook>();
        foreach (var installation in await installations.ListAsync(workspace, cancellation))
            found.AddRange(List(installation).Select(one => one.Hook));

        return found;
    }

    /// <summary>Those that hear of an event, each with its installation. An app hears of what its scopes let it read.</summary>
    public async Task<IReadOnlyList<(Installation Installation, Webhook Hook)>> ListHearingAsync(Guid workspace, WebhookEvent happened, CancellationToken cancellation)
    {
        var found = new List<(Installation, Webhook)>();
        foreach (var installation in await installations.ListAsync(workspace, cancellation))
        {
            if (MayRead(installation, happened))
                found.AddRange(List(installation).Where(one => one.Hook.Hears(happened.Key)).Select(one => (installation, one.Hook)));
        }

        return found;
    }

    /// <summary>One of them as it is now, with the descriptor it stands in; null when the app is gone, disabled, or brings it no more.</summary>
    public async Task<(Installation Installation, InstalledApp App, Webhook Hook)?> FindAsync(Guid installation, Guid hook, CancellationToken cancellation)
    {
        if (await installations.FindAsync(installation, cancellation) is not { } found)
            return null;

        var one = List(found).FirstOrDefault(one => one.Hook.Id == hook);
        return one.Hook is null ? null : (found, one.App, one.Hook);
    }

    private IReadOnlyList<(InstalledApp App, Webhook Hook)> List(Installation installation)
    {
        if (installation.State != InstallationState.Active || descriptors.Of(installation) is not { } app)
            return [];

        return
        [
            .. app.Descriptor.Modules.Webhooks
                .Select(module => (app, new Webhook
                {
                    Id = IdOf(installation.Id, module.Event, module.AbsoluteUrl),
                    WorkspaceId = installation.WorkspaceId,
                    Url = module.AbsoluteUrl,
                    Events = [module.Event],
                    Source = installation.AppKey,
                    CreatedOn = installation.CreatedOn,
                }))
                .DistinctBy(one => one.Item2.Id)
                .Where(one => one.Item2.Events[0] == "*" || WebhookEvent.Find(one.Item2.Events[0]) is not null),
        ];
    }

    private static bool MayRead(Installation installation, WebhookEvent happened) =>
        ScopeSet.TryParse(installation.Scopes, out var scopes, out _) && scopes.Closure().Contains(happened.Needs);

    /// <summary>An id that stays while the installation and what it subscribes to stay, so that an app can tell its subscriptions apart.</summary>
    private static Guid IdOf(Guid installation, string eventKey, string url) => DerivedId.Of($"{installation:D} {eventKey} {url}");
}

/// <summary>Ids that follow from a text: UUIDs of version 8.</summary>
internal static class DerivedId
{
    public static Guid Of(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
