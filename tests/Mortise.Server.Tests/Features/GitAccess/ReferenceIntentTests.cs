using Microsoft.Extensions.DependencyInjection;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>A server killed at every position of a push, rebuilt from its rows and references.</summary>
public sealed class ReferenceIntentTests
{
    private static readonly RefName Main = RefName.Parse("refs/heads/main");

    private static readonly (string Key, string Value) Impatient = ("Git:IntentPatience", "00:00:00.001");

    [Theory, EveryDatabase]
    public async Task An_intent_whose_references_never_moved_ends_without_a_trace(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database, Impatient);
        var (first, second) = await TwoCommitsAsync(world);
        var before = await UpdatedOnAsync(world);
        await OpenAsync(world, new RefUpdate(Main, first, second));

        Assert.Equal(1, await SweepAsync(world));

        Assert.Equal(0, await world.OpenIntentsAsync());
        Assert.Equal(before, await UpdatedOnAsync(world));
        Assert.Equal(first, await world.RocketGit.FindRefAsync(Main));
    }

    [Theory, EveryDatabase]
    public async Task An_intent_whose_references_moved_brings_the_rows_after_it(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database, Impatient);
        var (first, second) = await TwoCommitsAsync(world);
        var before = await UpdatedOnAsync(world);
        await OpenAsync(world, new RefUpdate(Main, first, second));
        await MoveAsync(world, new RefUpdate(Main, first, second));

        Assert.Equal(1, await SweepAsync(world));

        Assert.Equal(0, await world.OpenIntentsAsync());
        Assert.True(await UpdatedOnAsync(world) > before);
        Assert.Equal("main", await world.MainBranchAsync());
        Assert.Equal(0, await SweepAsync(world));
    }

    [Theory, EveryDatabase]
    public async Task A_first_push_that_was_killed_still_aims_head(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database, Impatient);
        var (first, second) = await TwoCommitsAsync(world);
        var trunk = new RefUpdate(RefName.Parse("refs/heads/trunk"), ObjectId.Zero, first);
        await MoveAsync(world, new RefUpdate(Main, first, ObjectId.Zero));
        await MoveAsync(world, new RefUpdate(RefName.Parse("refs/heads/next"), second, ObjectId.Zero));
        await OpenAsync(world, trunk);
        await MoveAsync(world, trunk);

        await SweepAsync(world);

        Assert.Equal("trunk", await world.MainBranchAsync());
        Assert.Equal("refs/heads/trunk", (await world.RocketGit.FindHeadAsync())!.Value.Target.Value);
    }

    [Theory, EveryDatabase]
    public async Task A_change_that_a_later_one_built_upon_counts_as_moved(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database, ("Git:IntentPatience", "00:10:00"));
        var (first, second) = await TwoCommitsAsync(world);
        var killed = await OpenAsync(world, new RefUpdate(Main, first, second));
        var lost = await OpenAsync(world, new RefUpdate(Main, second, ObjectId.Zero));
        await MoveAsync(world, new RefUpdate(Main, first, second));

        await MoveThroughServerAsync(world, new RefUpdate(Main, second, first));
        var open = await world.Server.Services.GetRequiredService<ReferenceIntentStore>().ListAsync(world.Rocket, default);

        Assert.True(Assert.Single(open, intent => intent.Id == killed).Changes[0].Moved);
        Assert.False(Assert.Single(open, intent => intent.Id == lost).Changes[0].Moved);
    }

    [Fact]
    public void Intents_are_compared_from_the_newest_back()
    {
        ObjectId one = Id('1'), two = Id('2'), three = Id('3');
        var earlier = Intent(new RefUpdate(Main, one, two));
        var never = Intent(new RefUpdate(Main, two, one));
        var later = Intent(new RefUpdate(Main, two, three));

        var moved = IntentSettler.Compare([earlier, never, later], new() { [Main] = three });

        Assert.Single(moved[later.Id]);
        Assert.Empty(moved[never.Id]);
        Assert.Single(moved[earlier.Id]);
    }

    [Fact]
    public void A_partial_push_and_a_deletion_are_read_from_the_references()
    {
        ObjectId one = Id('1'), two = Id('2');
        var side = RefName.Parse("refs/heads/side");
        var gone = RefName.Parse("refs/tags/gone");
        var intent = Intent(new RefUpdate(Main, one, two), new RefUpdate(side, ObjectId.Zero, two), new RefUpdate(gone, one, ObjectId.Zero));

        var moved = IntentSettler.Compare([intent], new() { [Main] = one, [side] = two });

        Assert.Equal([side, gone], moved[intent.Id].Select(update => update.Name));
    }

    [Fact]
    public void Changes_keep_their_names_and_marks_through_the_table()
    {
        ReferenceChange[] changes =
        [
            new(new RefUpdate(Main, ObjectId.Zero, Id('a')), null),
            new(new RefUpdate(RefName.Parse("refs/heads/ä/ö"), Id('a'), Id('b')), true),
            new(new RefUpdate(RefName.Parse("refs/tags/v1"), Id('b'), ObjectId.Zero), false),
        ];

        Assert.Equal(changes, ReferenceIntent.Read(ReferenceIntent.Write(changes)));
    }

    [Theory, EveryDatabase]
    public async Task A_deleted_repository_takes_no_push(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var (first, second) = await TwoCommitsAsync(world);
        var repository = await RepositoryAsync(world);
        await world.ExecuteAsync("DELETE FROM repositories WHERE id = @Rocket", new { world.Rocket });

        var outcomes = await world.Server.Services.GetRequiredService<ReferenceMover>().MoveAsync(
            repository, world.RocketGit, [new RefUpdate(Main, first, second)], false, null, ReferenceIntent.Push, default);

        Assert.Contains("deleted", outcomes[0].Refusal);
        Assert.Equal(first, await world.RocketGit.FindRefAsync(Main));
    }

    [Theory, EveryDatabase]
    public async Task Two_pushes_to_one_branch_at_once_let_one_win(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var (first, second) = await TwoCommitsAsync(world);
        var repository = await RepositoryAsync(world);
        var mover = world.Server.Services.GetRequiredService<ReferenceMover>();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => mover.MoveAsync(
            repository, world.RocketGit, [new RefUpdate(Main, first, second)], false, null, ReferenceIntent.Push, default)));

        Assert.Single(all, outcomes => outcomes[0].Moved);
        Assert.Equal(0, await world.OpenIntentsAsync());
    }

    private static ObjectId Id(char digit) => ObjectId.Parse(new string(digit, 40));

    private static ReferenceIntent Intent(params RefUpdate[] updates) => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = Guid.Empty,
        RepositoryId = Guid.Empty,
        Cause = ReferenceIntent.Push,
        Changes = [.. updates.Select(update => new ReferenceChange(update, null))],
    };

    private static async Task<(ObjectId First, ObjectId Second)> TwoCommitsAsync(GitWorld world)
    {
        var path = world.RocketGit.Path;
        var first = await world.Fixture.CommitAsync(path, "main", "first\n", ("a", "1"));
        var second = await world.Fixture.CommitAsync(path, "next", "second\n", ("a", "2"));
        return (ObjectId.Parse(first), ObjectId.Parse(second));
    }

    private static async Task<Guid> OpenAsync(GitWorld world, RefUpdate update)
    {
        var intent = Intent(update) with { WorkspaceId = world.Acme, RepositoryId = world.Rocket, CreatedOn = TimeProvider.System.GetUtcNow().AddMilliseconds(-5) };
        Assert.Null(await world.Server.Services.GetRequiredService<ReferenceIntentStore>().OpenAsync(intent, default));
        return intent.Id;
    }

    private static async Task MoveAsync(GitWorld world, RefUpdate update) => Assert.True((await world.RocketGit.UpdateRefsAsync([update], atomic: true))[0].Moved);

    private static async Task MoveThroughServerAsync(GitWorld world, RefUpdate update)
    {
        var mover = world.Server.Services.GetRequiredService<ReferenceMover>();
        var outcomes = await mover.MoveAsync(await RepositoryAsync(world), world.RocketGit, [update], true, null, ReferenceIntent.Push, default);
        Assert.True(outcomes[0].Moved);
    }

    private static async Task<Repository> RepositoryAsync(GitWorld world) =>
        (await world.Server.Services.GetRequiredService<RepositoryStore>().FindVisibleAsync(
            world.Rocket, new Caller.ResourceToken(Guid.Empty, "", default, Credentials.RepositoryToken, world.Acme, null, world.Rocket, HeldScopes.Granular([])), default))!;

    private static Task<int> SweepAsync(GitWorld world) => world.Server.Services.GetRequiredService<IntentSettler>().SweepAsync(default);

    private static Task<long> UpdatedOnAsync(GitWorld world) =>
        world.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT updated_on FROM repositories WHERE id = @Rocket", new { world.Rocket }), default);
}
