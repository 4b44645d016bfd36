using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Testing;

namespace Mortise.Git.Tests.Refs;

public sealed class UpdateRefsTests : IAsyncLifetime
{
    private readonly GitFixture git = new();
    private GitRepository repository = null!;
    private ObjectId first;
    private ObjectId second;

    public async ValueTask InitializeAsync()
    {
        var path = await git.InitAsync("r");
        first = ObjectId.Parse(await git.CommitAsync(path, "main", "first", ("a", "1")));
        second = ObjectId.Parse(await git.CommitAsync(path, "main", "second", ("a", "2")));
        repository = new GitRepository(path);
    }

    public ValueTask DisposeAsync()
    {
        git.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task References_are_created_moved_and_deleted_in_one_go()
    {
        await MoveAsync(atomic: true, ("x", default, first), ("y", default, first));

        var outcomes = await MoveAsync(atomic: true, ("x", first, second), ("y", first, default), ("z", default, second));

        Assert.All(outcomes, outcome => Assert.True(outcome.Moved, outcome.Refusal));
        Assert.Equal(["refs/heads/main", "refs/heads/x", "refs/heads/z"], (await repository.ListRefsAsync()).Select(r => r.Name.Value));
        Assert.Equal(second, await repository.FindRefAsync(RefName.Parse("refs/heads/x")));
    }

    [Fact]
    public async Task An_update_is_refused_when_someone_was_faster()
    {
        var outcome = Assert.Single(await MoveAsync(atomic: false, ("main", first, first)));

        Assert.Equal(RefRefusal.Changed, outcome.Kind);
        Assert.Equal(second, await repository.FindRefAsync(RefName.Parse("refs/heads/main")));
    }

    [Fact]
    public async Task Creating_what_exists_and_deleting_what_does_not_is_refused()
    {
        var outcomes = await MoveAsync(atomic: false, ("main", default, first), ("none", first, default), ("absent", default, default));

        Assert.Equal([RefRefusal.Changed, RefRefusal.Changed, RefRefusal.None], outcomes.Select(o => o.Kind));
    }

    [Fact]
    public async Task Without_atomic_each_reference_goes_its_own_way()
    {
        var outcomes = await MoveAsync(
            atomic: false, ("good", default, first), ("main", first, first), ("main/below", default, first), ("also", default, second), ("bad", default, Id('e')));

        Assert.Equal([RefRefusal.None, RefRefusal.Changed, RefRefusal.NameConflict, RefRefusal.None, RefRefusal.BadObject], outcomes.Select(o => o.Kind));
        Assert.Equal(["refs/heads/also", "refs/heads/good", "refs/heads/main"], (await repository.ListRefsAsync()).Select(r => r.Name.Value));
    }

    [Fact]
    public async Task With_atomic_one_refusal_keeps_all_as_they_were()
    {
        var outcomes = await MoveAsync(atomic: true, ("good", default, first), ("main/below", default, first));

        Assert.Equal([RefRefusal.Aborted, RefRefusal.NameConflict], outcomes.Select(o => o.Kind));
        Assert.Equal(["refs/heads/main"], (await repository.ListRefsAsync()).Select(r => r.Name.Value));
    }

    [Fact]
    public async Task Two_new_names_that_stand_in_each_others_way_do_not_both_pass()
    {
        var outcomes = await MoveAsync(atomic: false, ("a", default, first), ("a/b", default, first));

        Assert.Single(outcomes, o => o.Moved);
        Assert.Single(outcomes, o => o.Kind == RefRefusal.NameConflict);
    }

    [Fact]
    public async Task A_thousand_names_in_each_others_way_take_few_processes()
    {
        var moves = Enumerable.Range(0, 500).SelectMany(i => new[] { ($"n{i}", default(ObjectId), first), ($"n{i}/below", default, first) }).ToArray();

        var outcomes = await MoveAsync(atomic: false, moves);

        Assert.Equal(500, outcomes.Count(o => o.Moved));
        Assert.Equal(500, outcomes.Count(o => o.Kind == RefRefusal.NameConflict));
    }

    [Fact]
    public async Task A_branch_does_not_move_to_what_is_no_commit()
    {
        var tree = ObjectId.Parse(await git.GitAsync(repository.Path, "rev-parse", "main^{tree}"));

        var outcome = Assert.Single(await MoveAsync(atomic: false, ("tree", default, tree)));

        Assert.Equal(RefRefusal.BadObject, outcome.Kind);
    }

    [Fact]
    public async Task A_held_lock_is_told_from_other_refusals()
    {
        await File.WriteAllTextAsync(Path.Combine(repository.Path, "refs/heads/held.lock"), "");

        var outcomes = await MoveAsync(atomic: false, ("held", default, first), ("free", default, first));

        Assert.Equal([RefRefusal.Locked, RefRefusal.None], outcomes.Select(o => o.Kind));
        Assert.Equal("failed to lock; try again", outcomes[0].Refusal);
    }

    [Fact]
    public async Task Of_many_writers_of_one_reference_exactly_one_wins()
    {
        var ids = new List<ObjectId>();
        for (var i = 0; i < 8; i++)
            ids.Add(ObjectId.Parse(await git.CommitAsync(repository.Path, $"w{i}", "x", ("w", $"{i}"))));

        var results = await Task.WhenAll(ids.Select(id => MoveAsync(atomic: true, ("main", second, id))));

        var winner = Assert.Single(results, r => r[0].Moved);
        Assert.Equal(ids[Array.IndexOf(results, winner)], await repository.FindRefAsync(RefName.Parse("refs/heads/main")));
    }

    private static ObjectId Id(char digit) => ObjectId.Parse(new string(digit, 40));

    private Task<IReadOnlyList<RefOutcome>> MoveAsync(bool atomic, params (string Branch, ObjectId Old, ObjectId New)[] moves) =>
        repository.UpdateRefsAsync([.. moves.Select(m => new RefUpdate(RefName.Parse("refs/heads/" + m.Branch), m.Old, m.New))], atomic);
}
