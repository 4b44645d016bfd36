using System.Security.Cryptography;
using Mortise.Connect.Descriptors;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Egress;

namespace Mortise.Server.Features.Addon;

/// <summary>Installs an app, or installs it again, which updates it.</summary>
/// <remarks>
/// 1. Fetch the descriptor. 2. Validate it. 3. Commit the installation as <c>installing</c>, if its key allows. 4. Post <c>installed</c>, with no
/// transaction open: the app may call back with the new secret before it answers. 5. A 2xx makes it <c>active</c>; anything else takes
/// everything back. Source: connect.md 6.4, 6.5.
/// </remarks>
internal sealed class AppInstaller(
    InstallationStore installations, PrincipalStore principals, HostKeyStore hostKey, AppIdentityStore identities, LifecycleCallback callback,
    LifecyclePayload payload, DescriptorSource descriptors, EgressOptions egress, IdSource ids, ILogger<AppInstaller> log)
{
    private const string SecretCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int SecretLength = 64;

    /// <summary>A new shared secret: 64 letters and digits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(SecretCharacters, SecretLength);

    public async Task<InstallOutcome> InstallAsync(InstallOrder order, CancellationToken cancellation)
    {
        // 1. and 2. The descriptor, and what it says.
        var (descriptor, report) = await descriptors.FetchAsync(order.Url, cancellation);
        if (descriptor is null)
            return Failed(order, report, report.Failure!);

        if (order.Digest is { } consented && consented != DescriptorDigest.Of(descriptor))
            return Failed(order, report, InstallRefusals.ChangedSince);

        // 3. The installation, as one that is under way.
        var lasts = TimeSpan.FromSeconds(egress.CallbackSeconds) + TimeSpan.FromSeconds(30);
        var (attempt, refusal) = await installations.BeginAsync(new(order, DescriptorSource.Canonical(order.Url), descriptor, NewSecret()), ids, lasts, cancellation);
        if (attempt is null)
            return Failed(order, report, refusal!);

        identities.Forget(attempt.Installation.ClientKey);
        report = await AppOrigins.TellNeighboursAsync(report with { Key = attempt.Key }, descriptor, attempt.Installation, installations, cancellation);

        // From here on the order is finished one way or the other, even when its client goes away.
        return await CallBackAsync(order, attempt, descriptor, report);
    }

    private async Task<InstallOutcome> CallBackAsync(InstallOrder order, InstallAttempt attempt, Descriptor descriptor, InstallReport report)
    {
        try
        {
            // 4. The callback.
            if (descriptor.Lifecycle.Installed is { } url)
            {
                var actor = await principals.FindActorAsync(order.By, order.Workspace.Id, CancellationToken.None);
                var consumer = await descriptors.FindConsumerAsync(descriptor, CancellationToken.None);
                var body = payload.Installed(attempt.Installation, order.Workspace, await hostKey.GetAsync(CancellationToken.None), consumer, attempt.NewSecret, actor);
                var step = await callback.PostAsync(descriptor, url, attempt.Installation.ClientKey, attempt.SigningSecret, body, CancellationToken.None);
                report = report with { Callback = step };
                if (!step.IsSuccess)
                    return await TakeBackAsync(order, attempt, report, CallbackFailure(step));
            }

            // 5. It counts.
            var installed = await installations.CompleteAsync(attempt, report.ToJson().ToJsonString(), CancellationToken.None);
            identities.Forget(attempt.Installation.ClientKey);
            if (installed is null)
                return Failed(order, report, new("callback", "The install took so long that this host had given it up.", "Install the app again.", IsConflict: true));

            log.LogInformation("Installed {App} on {Workspace} as {ClientKey}", installed.AppKey, installed.Workspace, installed.ClientKey);
            return new(installed, report);
        }
        catch
        {
            await TakeBackAsync(order, attempt, report, new("callback", "A fault of this host.", "Look into its log."));
            throw;
        }
    }

    private async Task<InstallOutcome> TakeBackAsync(InstallOrder order, InstallAttempt attempt, InstallReport report, InstallFailure failure)
    {
        await installations.RestoreAsync(attempt, CancellationToken.None);
        identities.Forget(attempt.Installation.ClientKey);
        return Failed(order, report, failure);
    }

    private static InstallFailure CallbackFailure(CallbackStep step) =>
        step.Problem is { } problem
            ? new("callback", $"The 'installed' callback failed: {problem.Cause}", problem.Fix)
            : new("callback", $"The app answered {step.Status} to its 'installed' callback at {step.Url}.",
                "Look into the app's log for the reason; it must answer 2xx.");

    private InstallOutcome Failed(InstallOrder order, InstallReport report, InstallFailure failure)
    {
        log.LogInformation("An install on {Workspace} failed at step {Step}: {Cause}", order.Workspace.Slug, failure.Step, failure.Cause);
        return new(null, report with { Failure = failure });
    }
}
