using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform;

/// <summary>Messages are leased to one worker at a time, and a worker that dies holds none of them back for long.</summary>
public sealed class OutboxStoreTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Theory, EveryDatabase]
    public async Task A_leased_message_is_nobody_elses_until_the_lease_ends(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await StartAsync(database, clock);
        var store = server.Services.GetRequiredService<OutboxStore>();
        var id = await AddAsync(server, store);

        var first = await store.LeaseAsync(10, Lease, [], CancellationToken.None);
        var meanwhile = await store.LeaseAsync(10, Lease, [], CancellationToken.None);
        clock.Advance(Lease);
        var second = await store.LeaseAsync(10, Lease, [], CancellationToken.None);
        await store.RecordAsync(first[0], clock.GetUtcNow(), "by the dead", null, CancellationToken.None);
        clock.Advance(Lease);
        var third = await store.LeaseAsync(10, Lease, [], CancellationToken.None);
        await store.RecordAsync(third[0], clock.GetUtcNow(), "done", null, CancellationToken.None);
        clock.Advance(Lease);
        var settled = await store.LeaseAsync(10, Lease, [], CancellationToken.None);

        Assert.Equal(id, Assert.Single(first).Id);
        Assert.Empty(meanwhile);
        Assert.Equal(id, Assert.Single(second).Id);
        Assert.Equal(id, Assert.Single(third).Id);
        Assert.Equal([(0, 0), (0, 1), (0, 2)], new[] { first[0], second[0], third[0] }.Select(message => (message.Attempts, message.BrokenOff)));
        Assert.Empty(settled);
    }

    [Theory, EveryDatabase]
    public async Task Many_workers_share_the_messages_without_doubles(TestDatabase database)
    {
        await using var server = await StartAsync(database, new FakeClock());
        var store = server.Services.GetRequiredService<OutboxStore>();
        for (var added = 0; added < 40; added++)
            await AddAsync(server, store);

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.LeaseAsync(5, Lease, [], CancellationToken.None)));

        Assert.Equal(40, leased.SelectMany(messages => messages).Select(message => message.Id).Distinct().Count());
    }

    [Theory, EveryDatabase]
    public async Task A_write_that_fails_leaves_no_message(TestDatabase database)
    {
        await using var server = await StartAsync(database, new FakeClock());
        var store = server.Services.GetRequiredService<OutboxStore>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Services.GetRequiredService<Database>().WriteAsync(
            async write =>
            {
                await store.AddAsync(write, "test", "payload");
                throw new InvalidOperationException();
            },
            CancellationToken.None));

        Assert.Empty(await store.LeaseAsync(10, Lease, [], CancellationToken.None));
    }

    [Fact]
    public async Task What_a_killed_server_held_is_taken_up_by_the_next_at_once()
    {
        await using var server = await StartAsync(TestDatabase.Sqlite, new FakeClock());
        var store = server.Services.GetRequiredService<OutboxStore>();
        await AddAsync(server, store);
        await store.LeaseAsync(10, Lease, [], CancellationToken.None);
        await server.StopAsync();

        await using var next = await TestServer.StartAsync(TestDatabase.Sqlite, ("Mortise:Data", server.DirectoryPath));
        var attempts = await Eventually.SeeAsync(
            () => next.Services.GetRequiredService<Database>().ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM outbox_attempts"), CancellationToken.None),
            static count => count > 0,
            "attempt");

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_slow_message_holds_back_no_other_and_one_that_kills_servers_is_given_up()
    {
        var clock = new FakeClock();
        await using var server = await StartAsync(TestDatabase.Sqlite, clock);
        var store = server.Services.GetRequiredService<OutboxStore>();
        var deadly = await AddAsync(server, store);
        for (var death = 0; death < 10; death++)
        {
            Assert.Single(await store.LeaseAsync(1, Lease, [], CancellationToken.None));
            clock.Advance(Lease);
        }

        var slow = await AddAsync(server, store);
        List<Guid> others = [];
        for (var added = 0; added < 20; added++)
            others.Add(await AddAsync(server, store));

        var handler = new Handler(slow);
        using var worker = ActivatorUtilities.CreateInstance<OutboxWorker>(server.Services, (IEnumerable<IMessageHandler>)[handler]);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.SeeAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(30));
                return (Sent: handler.Sent.Count, GivenUp: handler.GivenUp.Count);
            },
            seen => seen.Sent > others.Count && seen.GivenUp > 0,
            "end of what can be sent");
        await worker.StopAsync(CancellationToken.None);
        var again = await store.LeaseAsync(10, Lease, [], CancellationToken.None);

        // The slow one outlasts its lease and is sent once all the same; stopped, it comes back as one that has not begun.
        Assert.Equal(others.Append(slow).Order(), handler.Sent.Order());
        Assert.Equal([deadly], handler.GivenUp);
        Assert.Equal((slow, 0, 0), again.Select(message => (message.Id, message.Attempts, message.BrokenOff)).Single());
    }

    /// <summary>Sends everything at once, but one message never ends until the worker stops.</summary>
    private sealed class Handler(Guid slow) : IMessageHandler
    {
        public string Kind => "test";

        public ConcurrentQueue<Guid> Sent { get; } = new();

        public ConcurrentQueue<Guid> GivenUp { get; } = new();

        public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
        {
            Sent.Enqueue(message.Id);
            if (message.Id == slow)
                await Task.Delay(Timeout.Infinite, cancellation);

            return new("Sent");
        }

        public Task GiveUpAsync(OutboxMessage message, CancellationToken cancellation)
        {
            GivenUp.Enqueue(message.Id);
            return Task.CompletedTask;
        }
    }

    /// <summary>A server whose own worker does not run.</summary>
    private static Task<TestServer> StartAsync(TestDatabase database, FakeClock clock) =>
        TestServer.StartAsync(database, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(OutboxWorker)));
        });

    private static Task<Guid> AddAsync(TestServer server, OutboxStore store) =>
        server.Services.GetRequiredService<Database>().WriteAsync(write => store.AddAsync(write, "test", "payload"), CancellationToken.None);
}
