using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Signing;

namespace Mortise.Git.Merging;

/// <summary>Merges two commits of a bare repository, without a worktree and without moving a reference.</summary>
/// <remarks>
/// Thread-safe. What it writes is reached by no reference until the caller moves one to it; git's upkeep keeps such objects for two weeks.
/// A task that is cancelled kills its git.
/// </remarks>
public static class Merger
{
    /// <summary>Writes the commits that the order's strategy makes.</summary>
    public static async Task<MergeOutcome> MergeAsync(GitRepository repository, MergeOrder order, CancellationToken cancellation = default)
    {
        var common = await FindBaseAsync(repository, order, cancellation);
        if (common is null)
            return new MergeOutcome.Unrelated();

        if (common == order.Source)
            return new MergeOutcome.UpToDate();

        var forward = common == order.Destination;
        return order.Strategy switch
        {
            MergeStrategy.FastForward => forward ? new MergeOutcome.Merged(order.Source) : new MergeOutcome.NotForward(),
            MergeStrategy.SquashFastForward when !forward => new MergeOutcome.NotForward(),
            MergeStrategy.RebaseFastForward => await RebaseAsync(repository, order, cancellation),
            MergeStrategy.RebaseMerge => await RebaseAndJoinAsync(repository, order, cancellation),
            MergeStrategy.MergeCommit => await JoinAsync(repository, order, order.Source, [order.Destination, order.Source], order.Committer, cancellation),
            _ => await JoinAsync(repository, order, order.Source, [order.Destination], order.Author, cancellation),
        };
    }

    /// <summary>What is in the way of a merge commit, without writing into the repository; empty when nothing is, null when the two are unrelated.</summary>
    public static async Task<IReadOnlyList<MergeConflict>?> FindConflictsAsync(
        GitRepository repository, ObjectId destination, ObjectId source, CancellationToken cancellation = default)
    {
        using var quarantine = Transport.Quarantine.Create(repository);
        var merged = await MergeTree.RunAsync(quarantine.View, destination, source, cancellation);
        return merged.Tree is null ? null : merged.Conflicts;
    }

    /// <summary>True when <paramref name="descendant"/> is <paramref name="ancestor"/>, or comes after it.</summary>
    public static async Task<bool> IsAncestorAsync(
        GitRepository repository, ObjectId ancestor, ObjectId descendant, CancellationToken cancellation = default)
    {
        if (ancestor == descendant)
            return true;

        var command = repository.Command("merge-base", "--is-ancestor") with { Revisions = [ancestor.ToString(), descendant.ToString()] };
        var output = await GitProcess.ReadAsync(command, cancellation);
        if (output.Exit.Code > 1)
            output.Exit.Require("merge-base");

        return output.Exit.Succeeded;
    }

    /// <summary>A best common ancestor; where one tip is an ancestor of the other, that is it.</summary>
    private static async Task<ObjectId?> FindBaseAsync(GitRepository repository, MergeOrder order, CancellationToken cancellation)
    {
        var command = repository.Command("merge-base") with { Revisions = [order.Destination.ToString(), order.Source.ToString()] };
        var output = await GitProcess.ReadAsync(command, cancellation);
        if (output.Exit.Code == 1)
            return null;

        output.Exit.Require("merge-base");
        return ObjectId.Parse(output.Text.TrimEnd('\n'));
    }

    private static Task<MergeOutcome> RebaseAsync(GitRepository repository, MergeOrder order, CancellationToken cancellation) =>
        new Rebase(repository, order).RunAsync(cancellation);

    private static async Task<MergeOutcome> RebaseAndJoinAsync(GitRepository repository, MergeOrder order, CancellationToken cancellation)
    {
        var rebased = await RebaseAsync(repository, order, cancellation);
        return rebased is MergeOutcome.Merged { Tip: var tip } && tip != order.Destination
            ? await JoinAsync(repository, order, tip, [order.Destination, tip], order.Committer, cancellation)
            : rebased;
    }

    /// <summary>One commit with the tree of destination and <paramref name="theirs"/>.</summary>
    private static async Task<MergeOutcome> JoinAsync(
        GitRepository repository, MergeOrder order, ObjectId theirs, IReadOnlyList<ObjectId> parents, MergePerson author, CancellationToken cancellation)
    {
        var merged = await MergeTree.RunAsync(repository, order.Destination, theirs, cancellation);
        if (merged.Tree is not { } tree)
            return new MergeOutcome.Unrelated();

        if (!merged.IsClean)
            return new MergeOutcome.Conflicting(merged.Conflicts, null);

        Func<byte[], byte[]>? sign = order.Sign is { } signing ? bytes => SignedCommit.With(bytes, signing, order.When) : null;
        var commit = await new CommitWriter(repository).WriteAsync(
            tree, parents, CommitWriter.Line(author, order.When), CommitWriter.Line(order.Committer, order.When), order.Message, sign, cancellation);
        return new MergeOutcome.Merged(commit);
    }
}
