using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git.Merging;

/// <summary>Writes the commits of one branch anew upon another, without a worktree.</summary>
/// <remarks>
/// 1. The commits that the source has and the destination has not, oldest first; merges are left out, as <c>git rebase</c> leaves them out.
/// 2. Each is merged with its parent as the base: merge-tree of git 2.39 takes no base, so three throw-away commits carry the three trees.
/// 3. One that brings nothing new any more is dropped; one that is where it should be already stays as it is.
/// </remarks>
internal sealed class Rebase(GitRepository repository, MergeOrder order)
{
    private readonly CommitWriter commits = new(repository);
    private readonly string committer = CommitWriter.Line(order.Committer, order.When);

    public async Task<MergeOutcome> RunAsync(CancellationToken cancellation)
    {
        var command = repository.Command("rev-list", "--reverse", "--topo-order", "--no-merges") with
        {
            Revisions = [order.Source.ToString(), $"^{order.Destination}"],
            Paths = [],
        };
        var listed = await GitProcess.ReadAsync(command, cancellation);
        listed.Exit.Require("rev-list");
        var ids = listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ObjectId.Parse).ToArray();   // 1
        if (ids.Length > order.MostRebased)
            return new MergeOutcome.TooMany(ids.Length);

        await using var readers = new CatFilePool(TimeProvider.System);
        var reader = readers.Of(repository);
        var tip = order.Destination;
        foreach (var id in ids)
        {
            var step = await StepAsync(reader, tip, id, cancellation);
            if (step is not MergeOutcome.Merged { Tip: var moved })
                return step;

            tip = moved;
        }

        return new MergeOutcome.Merged(tip);
    }

    private async Task<MergeOutcome> StepAsync(ObjectReader reader, ObjectId tip, ObjectId id, CancellationToken cancellation)
    {
        if (await reader.ReadCommitAsync(id, cancellation) is not { } commit || await reader.ReadCommitAsync(tip, cancellation) is not { } onto)
            throw new GitException($"The commit {id} cannot be read");

        if (commit.Parents is [var only] && only == tip)
            return new MergeOutcome.Merged(id);                                                                      // 3

        var parent = commit.Parents.Count > 0 ? await reader.ReadCommitAsync(commit.Parents[0], cancellation) : null;
        var baseTree = parent?.Tree ?? await EmptyTreeAsync(cancellation);
        var merged = await MergeAsync(baseTree, onto.Tree, commit.Tree, cancellation);                               // 2
        if (!merged.IsClean)
            return new MergeOutcome.Conflicting(merged.Conflicts, id);

        if (merged.Tree == onto.Tree && commit.Tree != baseTree)
            return new MergeOutcome.Merged(tip);                                                                     // 3

        var original = await reader.ReadAsync(id, ObjectReader.MaxCommitBytes, cancellation);
        return new MergeOutcome.Merged(await commits.RewriteAsync(original.Content, merged.Tree!.Value, tip, committer, cancellation));
    }

    private async Task<TreeMerge> MergeAsync(ObjectId from, ObjectId ours, ObjectId theirs, CancellationToken cancellation)
    {
        if (from == ours)
            return new TreeMerge(theirs, []);

        var origin = await ThrowAwayAsync(from, [], cancellation);
        var left = await ThrowAwayAsync(ours, [origin], cancellation);
        var right = await ThrowAwayAsync(theirs, [origin], cancellation);
        return await MergeTree.RunAsync(repository, left, right, cancellation);
    }

    private Task<ObjectId> ThrowAwayAsync(ObjectId tree, IReadOnlyList<ObjectId> parents, CancellationToken cancellation) =>
        commits.WriteAsync(tree, parents, committer, committer, "A step of a rebase", sign: null, cancellation);

    private async Task<ObjectId> EmptyTreeAsync(CancellationToken cancellation)
    {
        var output = await GitProcess.ReadAsync(repository.Command("hash-object", "-ttree", "-w", "--stdin"), cancellation);
        output.Exit.Require("hash-object");
        return ObjectId.Parse(output.Text.TrimEnd('\n'));
    }
}
