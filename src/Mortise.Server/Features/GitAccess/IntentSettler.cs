using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Settles what a killed server left open: each intent is compared with the repository, and ends as moved or as not moved.</summary>
/// <remarks>
/// 1. Of the open intents those count that nobody can be working on: with SQLite all that this process did not open, with PostgreSQL those older
/// than <see cref="GitOptions.IntentPatience"/>. 2. The references are compared from the newest intent back: one that finds its new id has moved, and
/// its old id is what the one before it must have left. 3. Each is settled unless a change began meanwhile; then the next sweep compares again.
/// </remarks>
internal sealed class IntentSettler(
    ReferenceIntentStore intents, ReferenceFollowers followers, ReferenceMover mover, Database database, DataDirectory directory, GitOptions options, TimeProvider clock,
    ILogger<IntentSettler> log)
{
    /// <summary>How many intents were settled.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var openedBefore = database.Kind == DatabaseKind.Sqlite ? now : now - options.IntentPatience;
        var settled = 0;
        foreach (var repository in await intents.ListRepositoriesAsync(openedBefore, cancellation))
        {
            try
            {
                settled += await SettleAsync(repository, openedBefore, cancellation);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                log.LogError(broken, "Could not settle the references of {Repository}; the next sweep tries again", repository);
            }
        }

        return settled;
    }

    private async Task<int> SettleAsync(Guid repository, DateTimeOffset openedBefore, CancellationToken cancellation)
    {
        var open = await intents.ListAsync(repository, cancellation);
        var stale = open.Where(intent => intent.CreatedOn <= openedBefore && !mover.IsLive(intent.Id)).ToArray();           // 1
        if (stale.Length == 0)
            return 0;

        var git = new GitRepository(directory.RepositoryPath(repository));
        var references = git.Exists() ? (await git.ListRefsAsync(cancellation: cancellation)).ToDictionary(entry => entry.Name, entry => entry.Id) : [];
        var moved = Compare(open, references);                                                                              // 2

        var known = open.Select(intent => intent.Id).ToHashSet();
        var count = 0;
        foreach (var intent in stale)                                                                                       // 3
        {
            var main = await intents.FindMainBranchAsync(repository, cancellation);
            var facts = git.Exists() ? await RepositoryFacts.ReadAsync(git, main, moved[intent.Id], cancellation) : new RepositoryFacts(0, null, null);
            if (git.Exists())
                facts = facts with { Consequences = await followers.PrepareAsync(intent, git, moved[intent.Id], cancellation) };

            var settlement = await intents.SettleAsync(intent, moved[intent.Id], facts, known, cancellation);
            if (settlement.Outcome == SettleOutcome.Overtaken)
                break;

            count++;
            log.LogInformation(
                "Settled the change {Intent} of {Repository}: {Moved} of {All} references had moved",
                intent.Id, repository, moved[intent.Id].Count, intent.Changes.Count);
        }

        return count;
    }

    /// <summary>Which updates of each intent took effect, as far as the references tell.</summary>
    /// <param name="open">Oldest first.</param>
    /// <param name="references">As they are now; it is wound back.</param>
    internal static IReadOnlyDictionary<Guid, IReadOnlyList<RefUpdate>> Compare(IReadOnlyList<ReferenceIntent> open, Dictionary<RefName, ObjectId> references)
    {
        var moved = new Dictionary<Guid, IReadOnlyList<RefUpdate>>();
        foreach (var intent in open.Reverse())
        {
            var effective = intent.Changes
                .Where(change => change.Moved ?? references.GetValueOrDefault(change.Update.Name) == change.Update.New)
                .Select(change => change.Update)
                .ToArray();
            foreach (var update in effective)
                references[update.Name] = update.Old;

            moved[intent.Id] = effective;
        }

        return moved;
    }
}
