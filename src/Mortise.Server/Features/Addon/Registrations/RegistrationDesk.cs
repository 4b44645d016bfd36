using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Registrations;

/// <summary>What owners of a workspace do with the apps that it has registered, for the pages; those of others are not there for them (decision 0038).</summary>
internal sealed class RegistrationDesk(RegistrationStore registrations, RolloutStore rollouts, AppIdentityStore identities, AddressRules rules)
{
    /// <summary>Of one workspace.</summary>
    public const int Most = 100;

    public Task<IReadOnlyList<Registration>> ListAsync(Guid workspace, CancellationToken cancellation) => registrations.ListAsync(workspace, cancellation);

    /// <summary>Registers an app; the secret stands in this answer and nowhere else.</summary>
    public async Task<(string? Secret, ApiError? Problem)> AddAsync(Guid workspace, string key, string url, CancellationToken cancellation)
    {
        if (!AppKey.TryParse(key, out var sound))
            return (null, ApiError.InvalidField("key", $"An app key has 1 to {AppKey.MaxLength} of the characters A-Z a-z 0-9 . _ -"));

        if (!rules.TryRead(url, out _, out var refusal))
            return (null, ApiError.InvalidField("url", refusal!));

        if ((await ListAsync(workspace, cancellation)).Count >= Most)
            return (null, ApiError.BadRequest($"A workspace registers at most {Most} apps."));

        var secret = AppInstaller.NewSecret();
        var problem = await registrations.AddAsync(sound, url, secret, cancellation, workspace);
        return problem is null ? (secret, null) : (null, problem);
    }

    /// <summary>A new secret for all installations; null where the workspace has no such registration.</summary>
    public async Task<string?> RotateAsync(Guid workspace, string key, CancellationToken cancellation)
    {
        var secret = AppInstaller.NewSecret();
        if (!AppKey.TryParse(key, out _) || !await registrations.RotateAsync(key, secret, cancellation, workspace))
            return null;

        foreach (var clientKey in await registrations.ListClientKeysAsync(key, cancellation))
            identities.Forget(clientKey);

        return secret;
    }

    public async Task<ApiError?> MoveAsync(Guid workspace, string key, string url, CancellationToken cancellation)
    {
        if (!rules.TryRead(url, out _, out var refusal))
            return ApiError.InvalidField("url", refusal!);

        return AppKey.TryParse(key, out _) && await registrations.MoveAsync(key, url, cancellation, workspace) ? null : RegistrationStore.NotFound(key);
    }

    public async Task<ApiError?> RemoveAsync(Guid workspace, string key, CancellationToken cancellation) =>
        AppKey.TryParse(key, out _) ? await registrations.RemoveAsync(key, cancellation, workspace) : RegistrationStore.NotFound(key);

    /// <summary>Updates all installations to the descriptor, each as far as its scopes allow; null where the app is none of these.</summary>
    public async Task<Rollout?> StartRolloutAsync(IReadOnlyList<Registration> own, string key, CancellationToken cancellation) =>
        own.Any(registration => registration.AppKey == key) ? (await rollouts.StartAsync(key, acceptsScopes: false, cancellation)).Rollout : null;

    /// <summary>Null where it is of an app that is none of these.</summary>
    public async Task<Rollout?> FindRolloutAsync(IReadOnlyList<Registration> own, Guid id, CancellationToken cancellation) =>
        await rollouts.FindAsync(id, cancellation) is { } rollout && own.Any(registration => registration.AppKey == rollout.AppKey) ? rollout : null;
}
