using Mortise.Git.Refs;
using Mortise.Git.Transport;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Decides what of a push is let in, and lets it in.</summary>
internal sealed class PushService(ReferenceMover mover, ILogger<PushService> log)
{
    /// <summary>Names that the host keeps for itself.</summary>
    private static readonly string[] Reserved = ["refs/pull-requests/", "refs/mortise/"];

    /// <summary>1. The rules. 2. The objects become part of the repository. 3. The references move.</summary>
    public async Task<IReadOnlyList<RefOutcome>> ApplyAsync(GitTarget target, IncomingPush push, Caller caller, CancellationToken cancellation)
    {
        var outcomes = await LetInAsync(target, push, caller, cancellation);
        log.LogInformation(
            "Push to {Repository} by {Actor}: {Moved} of {Asked} references moved",
            target.Repository.FullName, ActorOf(caller), outcomes.Count(outcome => outcome.Moved), push.Commands.Count);
        return outcomes;
    }

    private async Task<IReadOnlyList<RefOutcome>> LetInAsync(GitTarget target, IncomingPush push, Caller caller, CancellationToken cancellation)
    {
        var refused = push.Commands
            .Select(command => (command.Name, Reason: Refuse(command, target.Repository.MainBranch)))
            .Where(verdict => verdict.Reason is not null)
            .ToDictionary(verdict => verdict.Name, verdict => verdict.Reason!);                                         // 1
        if (push.Atomic && refused.Count > 0)
            return [.. push.Commands.Select(command => new RefOutcome(command.Name, refused.GetValueOrDefault(command.Name) ?? "atomic push failed"))];

        var accepted = push.Commands.Where(command => !refused.ContainsKey(command.Name)).ToArray();
        if (accepted.Length == 0)
            return [.. refused.Select(pair => new RefOutcome(pair.Key, pair.Value))];

        await push.MigrateAsync();                                                                                      // 2
        var outcomes = await mover.MoveAsync(
            target.Repository, target.Git, accepted, push.Atomic, ActorOf(caller), ReferenceIntent.Push, cancellation); // 3
        return [.. outcomes, .. refused.Select(pair => new RefOutcome(pair.Key, pair.Value))];
    }

    private static string? Refuse(RefUpdate command, string? mainBranch)
    {
        if (Reserved.Any(prefix => command.Name.Value.StartsWith(prefix, StringComparison.Ordinal)))
            return "this name is kept for the host";

        return command.Deletes && command.Name.IsBranch && command.Name.Short == mainBranch
            ? "this is the main branch; choose another main branch before deleting it"
            : null;
    }

    /// <summary>Whom a change of references is written down to; null for an app.</summary>
    internal static Guid? ActorOf(Caller caller) => caller is Caller.ResourceToken token ? token.Id : caller.UserId;
}
