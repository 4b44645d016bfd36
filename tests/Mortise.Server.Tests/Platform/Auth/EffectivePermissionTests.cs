using Mortise.Connect.Scopes;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Auth;

/// <summary>The permission that counts is the highest of all that were given, whoever asks: the row, the list, and a plain count of grants agree.</summary>
public sealed class EffectivePermissionTests
{
    [Theory, EveryDatabase]
    public async Task The_highest_of_all_grants_counts(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var acme = await server.CreateWorkspaceAsync("acme", ada);
        TestUser[] people = [await server.CreateUserAsync("bob"), await server.CreateUserAsync("cyd"), await server.CreateUserAsync("dan")];
        foreach (var person in people)
            await server.AddMemberAsync("acme", person);

        var random = new Random(20_26);
        var groups = new List<(Guid Id, HashSet<Guid> People)>();
        foreach (var name in (string[])["one", "two"])
        {
            var (group, _) = await server.Get<GroupStore>().AddAsync(acme, name, null, CancellationToken.None);
            HashSet<Guid> inside = [.. people.Where(_ => random.Next(2) == 0).Select(person => person.Id)];
            foreach (var person in inside)
                await server.Get<GroupStore>().AddMemberAsync(acme, group!.Id, person, CancellationToken.None);

            groups.Add((group!.Id, inside));
        }

        Guid[] projects = [await server.CreateProjectAsync("acme", "ONE"), await server.CreateProjectAsync("acme", "TWO")];
        var repositories = new List<(Guid Id, Guid Project)>();
        foreach (var at in Enumerable.Range(0, 4))
            repositories.Add((await server.CreateRepositoryAsync($"acme/r{at}", project: at % 2 == 0 ? "ONE" : "TWO"), projects[at % 2]));

        var given = new Dictionary<(GrantSubject On, GranteeKind Kind, Guid To), int>();
        for (var round = 0; round < 8; round++)
        {
            await GiveAsync(server, acme, random, given, projects, repositories, people, groups);
            await CompareAsync(server, acme, ada, people, groups, repositories, given);
        }
    }

    private static async Task GiveAsync(
        TestServer server, Guid acme, Random random, Dictionary<(GrantSubject On, GranteeKind Kind, Guid To), int> given, Guid[] projects,
        List<(Guid Id, Guid Project)> repositories, TestUser[] people, List<(Guid Id, HashSet<Guid> People)> groups)
    {
        var on = random.Next(3) == 0
            ? new GrantSubject(GrantSubjectKind.Project, acme, projects[random.Next(2)])
            : new GrantSubject(GrantSubjectKind.Repository, acme, repositories[random.Next(4)].Id);
        var kind = random.Next(2) == 0 ? GranteeKind.User : GranteeKind.Group;
        var to = kind == GranteeKind.User ? people[random.Next(3)].Id : groups[random.Next(2)].Id;
        var level = random.Next(0, on.Kind == GrantSubjectKind.Project ? 5 : 4);
        if (level == 0)
        {
            await server.Get<GrantStore>().RemoveAsync(on, kind, to, _ => null, CancellationToken.None);
            given.Remove((on, kind, to));
            return;
        }

        await server.Get<GrantStore>().PutAsync(on, kind, to, level, _ => null, CancellationToken.None);
        given[(on, kind, to)] = level;
    }

    private static async Task CompareAsync(
        TestServer server, Guid acme, TestUser ada, TestUser[] people, List<(Guid Id, HashSet<Guid> People)> groups, List<(Guid Id, Guid Project)> repositories,
        Dictionary<(GrantSubject On, GranteeKind Kind, Guid To), int> given)
    {
        var store = server.Get<RepositoryStore>();
        var owner = Person(ada);
        Assert.True(PageRequest.TryParse(null, "100", new PageLimits(10, 100), out var page, out _));
        var listed = (await store.ListGrantsAsync(acme, null, CollectionQuery.None, owner, page, CancellationToken.None)).Items.ToDictionary(one => (one.User.Id, one.Repository.Id), one => one.Permission);
        foreach (var (id, project) in repositories)
        {
            Assert.Equal(RepositoryPermission.Admin, listed[(ada.Id, id)]);
            foreach (var person in people)
            {
                var expected = given.Where(grant => Reaches(grant.Key, person.Id, id, project, groups))
                    .Select(grant => grant.Key.On.Kind == GrantSubjectKind.Project ? grant.Value switch { 4 => 3, 3 => 2, var level => level } : grant.Value)
                    .DefaultIfEmpty(0).Max();
                var seen = await store.FindVisibleAsync(id, Person(person), CancellationToken.None);

                Assert.Equal((RepositoryPermission)expected, seen?.Granted ?? RepositoryPermission.None);
                Assert.Equal((RepositoryPermission)expected, listed.GetValueOrDefault((person.Id, id)));
            }
        }

        foreach (var person in people)
        {
            var own = (await store.ListOwnGrantsAsync(person.Id, null, CollectionQuery.None, Person(person), page, CancellationToken.None)).Items.Where(one => one.Repository.WorkspaceId == acme);
            Assert.Equal(listed.Where(one => one.Key.Item1 == person.Id).Select(one => (one.Key.Item2, one.Value)).Order(), own.Select(one => (one.Repository.Id, one.Permission)).Order());
        }
    }

    private static bool Reaches((GrantSubject On, GranteeKind Kind, Guid To) grant, Guid person, Guid repository, Guid project, List<(Guid Id, HashSet<Guid> People)> groups) =>
        grant.On.Id == (grant.On.Kind == GrantSubjectKind.Project ? project : repository)
        && (grant.Kind == GranteeKind.User ? grant.To == person : groups.Single(group => group.Id == grant.To).People.Contains(person));

    private static Caller.Person Person(TestUser user) => new(user.Id, user.Username, Credentials.AppPassword, HeldScopes.Classic(ScopeSet.All));
}
