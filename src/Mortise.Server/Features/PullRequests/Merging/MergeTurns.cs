namespace Mortise.Server.Features.PullRequests.Merging;

/// <summary>One turn at a time for each repository; those of different repositories never wait for one another. Thread-safe.</summary>
/// <remarks>It remembers only repositories that somebody has or awaits a turn of.</remarks>
internal sealed class MergeTurns
{
    private readonly Dictionary<Guid, Queue> queues = [];

    /// <summary>Waits for the turn; disposing of what this returns ends it.</summary>
    public async Task<IDisposable> TakeAsync(Guid repository, CancellationToken cancellation)
    {
        var queue = Join(repository);
        try
        {
            await queue.Gate.WaitAsync(cancellation);
        }
        catch
        {
            Leave(repository, queue);
            throw;
        }

        return new Turn(this, repository, queue);
    }

    private Queue Join(Guid repository)
    {
        lock (queues)
        {
            if (!queues.TryGetValue(repository, out var queue))
                queues.Add(repository, queue = new Queue());

            queue.Members++;
            return queue;
        }
    }

    private void Leave(Guid repository, Queue queue)
    {
        lock (queues)
        {
            if (--queue.Members > 0)
                return;

            queues.Remove(repository);
        }

        queue.Gate.Dispose();
    }

    private sealed class Queue
    {
        public SemaphoreSlim Gate { get; } = new(1);

        /// <summary>Who has the turn, and who waits for it.</summary>
        public int Members { get; set; }
    }

    private sealed class Turn(MergeTurns turns, Guid repository, Queue queue) : IDisposable
    {
        public void Dispose()
        {
            queue.Gate.Release();
            turns.Leave(repository, queue);
        }
    }
}
