using System.Collections.Concurrent;
using Mortise.Git.Signing;
using Mortise.Server.Platform;

namespace Mortise.Server.Features.Workspaces.Signing;

/// <summary>Signs the commits that the host itself writes, each workspace's by its own key. Keys never change, so each node keeps those it has used.</summary>
internal sealed class WorkspaceSigner(SigningKeyStore store, MortiseOptions options, ILogger<WorkspaceSigner> log)
{
    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<Guid, SigningKey> kept = new();

    /// <summary>False: this host signs nothing, and its workspaces have no keys.</summary>
    public bool IsOn => options.Signing;

    /// <summary>What signs a commit of the workspace; null: it goes unsigned, since the host does not sign, or has no key at hand. A merge is not lost for a key.</summary>
    public async Task<CommitSigning?> FindAsync(Guid workspace, CancellationToken cancellation)
    {
        if (!IsOn)
            return null;

        try
        {
            return await GetAsync(workspace, cancellation) is { Key: var key } ? key.Sign : null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The signing key of the workspace {Workspace} could not be had; its commits go unsigned", workspace);
            return null;
        }
    }

    /// <summary>What others check signatures by, made where there is none yet.</summary>
    public Task<string?> GetPublicAsync(Guid workspace, CancellationToken cancellation) => store.GetPublicAsync(workspace, cancellation);

    /// <summary>The workspace's key, made where there is none yet.</summary>
    public async Task<SigningKey?> GetAsync(Guid workspace, CancellationToken cancellation)
    {
        if (kept.TryGetValue(workspace, out var known))
            return known;

        if (await store.GetAsync(workspace, cancellation) is not { } key)
            return null;

        // Whoever still signs with a key that is dropped here keeps it alive until then.
        if (kept.Count >= MostKept)
            kept.Clear();
        return kept.GetOrAdd(workspace, key);
    }
}
