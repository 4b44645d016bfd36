using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Server.Features.GitAccess;

/// <summary>What is announced when branches or tags have moved, whatever moved them: the message of <see cref="Kind"/>, in the transaction that settles the move.</summary>
/// <param name="Actor">A person, a workspace or an access token; null when the host itself acted.</param>
/// <param name="HappenedOn">UTC.</param>
/// <param name="Changes">A line each: <c>old new name</c>, as full ids and the full name; zeros where there is none.</param>
internal sealed record PushHappened(Guid Workspace, Guid Repository, Guid? Actor, DateTimeOffset HappenedOn, IReadOnlyList<string> Changes)
{
    public const string Kind = "event.repo:push";

    /// <summary>Null where neither a branch nor a tag is among what moved.</summary>
    public static PushHappened? Of(ReferenceIntent intent, IReadOnlyList<RefUpdate> moved, DateTimeOffset now)
    {
        string[] changes = [.. moved.Where(update => update.Name.IsBranch || update.Name.IsTag).Select(update => $"{update.Old} {update.New} {update.Name}")];
        return changes.Length == 0 ? null : new(intent.WorkspaceId, intent.RepositoryId, intent.ActorId, now, changes);
    }

    public IReadOnlyList<RefUpdate> ToUpdates() =>
        [.. Changes.Select(line => line.Split(' ', 3)).Select(parts => new RefUpdate(RefName.Parse(parts[2]), ObjectId.Parse(parts[0]), ObjectId.Parse(parts[1])))];
}
