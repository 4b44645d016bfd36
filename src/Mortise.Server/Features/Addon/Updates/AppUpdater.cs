using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Addon.Updates;

/// <summary>Brings an installation to a new descriptor, without a callback: the app asked for it, or its administrator did.</summary>
/// <remarks>
/// 1. Find the installation and what forbids this form of update. 2. Fetch or take the descriptor, and read it. 3. In one write, look at the
/// installation again, compare, and change it, or change nothing. Source: connect.md 6.6, 12.3.
/// </remarks>
internal sealed class AppUpdater(InstallationStore installations, DescriptorSource descriptors, AppIdentityStore identities, ILogger<AppUpdater> log)
{
    public async Task<UpdateOutcome> UpdateAsync(UpdateOrder order, CancellationToken cancellation)
    {
        // 1. The installation.
        if (await installations.FindForUpdateAsync(order.Installation, cancellation) is not { } standing)
            return Absent(order);

        if (UpdateRules.RefuseSource(standing.Installation, order.Source, standing.RegisteredUrl) is { } refusal)
            return new(standing.Installation, new() { Failure = refusal }, null);

        // 2. The descriptor.
        var reading = order.Source switch
        {
            UpdateSource.Inline inline => await descriptors.ReadAsync(inline.Utf8, cancellation),
            UpdateSource.Registered registered => await descriptors.FetchAsync(registered.Url, cancellation),
            _ => await descriptors.FetchAsync(standing.Installation.DescriptorUrl, cancellation),
        };

        // 3. The change.
        return await UpdateAsync(order, standing.Installation, reading, cancellation);
    }

    /// <summary>As the other overload, with a descriptor that has been read already.</summary>
    /// <param name="order">Says what may be changed.</param>
    /// <param name="installation">As it was when the descriptor was asked for.</param>
    /// <param name="reading">What was read for it.</param>
    public async Task<UpdateOutcome> UpdateAsync(UpdateOrder order, Installation installation, DescriptorReading reading, CancellationToken cancellation)
    {
        if (reading.Descriptor is not { } descriptor)
            return Told(new(installation, reading.Report, null));

        var outcome = await installations.UpdateAsync(order, installation.DescriptorUrl, descriptor, reading.Report, cancellation);
        if (outcome is null)
            return Absent(order);

        identities.Forget(installation.ClientKey);
        return Told(outcome);
    }

    private UpdateOutcome Told(UpdateOutcome outcome)
    {
        if (outcome.Report.Failure is { } failure)
            log.LogInformation("An update of {App} on {Workspace} was refused at step {Step}: {Cause}",
                outcome.Installation!.AppKey, outcome.Installation.Workspace, failure.Step, failure.Cause);
        else
            log.LogInformation("Update of {App} on {Workspace}: {Outcome}",
                outcome.Installation!.AppKey, outcome.Installation.Workspace, outcome.Report.Outcome);

        return outcome;
    }

    private static UpdateOutcome Absent(UpdateOrder order) =>
        new(null, new() { Failure = new("begin", $"There is no installation {order.Installation}.", "'mortise app list' shows those that are there.") }, null);
}
