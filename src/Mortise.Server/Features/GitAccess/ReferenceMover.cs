using System.Collections.Concurrent;
using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Moves references so that neither the move nor its announcement is lost or invented, whenever the process dies.</summary>
/// <remarks>
/// 1. Keep an intent. 2. Move the references by compare-and-swap; from here on nobody's leaving stops it. 3. Settle the intent together with
/// what follows. Whatever stays open is for <see cref="IntentSettler"/>. Thread-safe.
/// </remarks>
internal sealed class ReferenceMover(ReferenceIntentStore intents, ReferenceFollowers followers, IdSource ids, TimeProvider clock, GitOptions options, RepositoryUpkeep upkeep)
{
    private readonly ConcurrentDictionary<Guid, bool> live = new();

    /// <summary>True while this process works on the intent.</summary>
    public bool IsLive(Guid intent) => live.ContainsKey(intent);

    /// <param name="actor">A person or an access token; null when the host itself acts.</param>
    /// <param name="cause">Such as <see cref="ReferenceIntent.Push"/>.</param>
    /// <param name="cancellation">Counts until the intent is kept.</param>
    /// <param name="condition">Asked in the transaction that keeps the intent: in one line why nothing may move, or null. Null: nothing is asked.</param>
    /// <returns>One outcome for each update, in the same order.</returns>
    public async Task<IReadOnlyList<RefOutcome>> MoveAsync(
        Repository repository, GitRepository git, IReadOnlyList<RefUpdate> updates, bool atomic, Guid? actor, string cause, CancellationToken cancellation,
        Func<WriteSession, Task<string?>>? condition = null)
    {
        var intent = new ReferenceIntent
        {
            Id = ids.New(),
            WorkspaceId = repository.WorkspaceId,
            RepositoryId = repository.Id,
            ActorId = actor,
            Cause = cause,
            Changes = [.. updates.Select(update => new ReferenceChange(update, null))],
            CreatedOn = clock.GetUtcNow(),
        };
        live[intent.Id] = true;
        try
        {
            if (await intents.OpenAsync(intent, cancellation, condition) is { } refusal)                                // 1
                return [.. updates.Select(update => new RefOutcome(update.Name, refusal))];

            // Half of what other nodes wait before they take this one for dead.
            using var deadline = new CancellationTokenSource(options.IntentPatience / 2, clock);
            var outcomes = await UpdateAsync(git, updates, atomic, deadline.Token);                                     // 2

            var moved = updates.Where((_, at) => outcomes[at].Moved).ToArray();
            await SettleAsync(intent, git, repository.MainBranch, moved);                                               // 3
            if (moved.Length > 0)
                upkeep.Moved(repository.Id);

            return outcomes;
        }
        finally
        {
            live.TryRemove(intent.Id, out _);
        }
    }

    /// <summary>A lock older than any change may take belongs to a git that was killed: it is broken, and what it held up is tried again.</summary>
    private async Task<IReadOnlyList<RefOutcome>> UpdateAsync(GitRepository git, IReadOnlyList<RefUpdate> updates, bool atomic, CancellationToken cancellation)
    {
        var outcomes = await git.UpdateRefsAsync(updates, atomic, cancellation);
        var locked = updates.Where((_, at) => outcomes[at].Kind is RefRefusal.Locked or RefRefusal.Aborted).ToArray();
        if (locked.Length == 0 || git.BreakLocks(locked.Select(update => update.Name), clock.GetUtcNow() - options.IntentPatience) == 0)
            return outcomes;

        var again = (await git.UpdateRefsAsync(locked, atomic, cancellation)).ToDictionary(outcome => outcome.Name);
        return [.. outcomes.Select(outcome => again.GetValueOrDefault(outcome.Name, outcome))];
    }

    private async Task SettleAsync(ReferenceIntent intent, GitRepository git, string? main, RefUpdate[] moved)
    {
        var facts = moved.Length > 0 ? await RepositoryFacts.ReadAsync(git, main, moved, CancellationToken.None) : new RepositoryFacts(0, main, null);
        facts = facts with { Consequences = await followers.PrepareAsync(intent, git, moved, CancellationToken.None) };
        var settled = await intents.SettleAsync(intent, moved, facts, known: null, CancellationToken.None);

        // Two first pushes may have chosen differently: the row decides, and HEAD follows it.
        if (settled.MainBranch is { } chosen && chosen != facts.MainBranch && BranchName.TryParse(chosen, out var branch))
            await git.SetHeadAsync(branch, CancellationToken.None);
    }
}
