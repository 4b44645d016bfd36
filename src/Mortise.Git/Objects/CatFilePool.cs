namespace Mortise.Git.Objects;

/// <summary>How many readers a <see cref="CatFilePool"/> keeps, and how long.</summary>
public sealed record CatFilePoolOptions
{
    /// <summary>Running processes for one repository; who needs one more waits.</summary>
    public int PerRepository { get; init; } = 4;

    /// <summary>Idle processes over all repositories; beyond it the one that rested longest is ended.</summary>
    public int MaxIdle { get; init; } = 32;

    /// <summary>A process that nobody used for this long is ended.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Long-lived <c>cat-file</c> processes, kept per repository: an object costs microseconds instead of the start of a process.</summary>
/// <remarks>Thread-safe; one for a whole server. Readers of a push's view end by idleness at the latest. Objects that arrive later are seen, repacking is noticed.</remarks>
public sealed class CatFilePool : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Shelf> shelves = new(StringComparer.Ordinal);
    private readonly CatFilePoolOptions options;
    private readonly TimeProvider clock;
    private readonly ITimer sweep;
    private bool disposed;

    public CatFilePool(TimeProvider clock, CatFilePoolOptions? options = null)
    {
        this.clock = clock;
        this.options = options ?? new CatFilePoolOptions();
        sweep = clock.CreateTimer(_ => EndIdle(), null, this.options.IdleTime / 2, this.options.IdleTime / 2);
    }

    /// <summary>Processes that rest now.</summary>
    public int IdleCount
    {
        get
        {
            lock (gate)
                return shelves.Values.Sum(shelf => shelf.Idle.Count);
        }
    }

    /// <summary>A reader of a repository's objects; it costs nothing until it is used. A push's view works as well.</summary>
    public ObjectReader Of(GitRepository repository) => new(this, repository);

    /// <summary>Ends the idle readers of a repository, for one who is about to delete it.</summary>
    public async Task ForgetAsync(GitRepository repository)
    {
        List<Resting> ended;
        lock (gate)
        {
            if (!shelves.TryGetValue(repository.Key, out var shelf))
                return;

            ended = [.. shelf.Idle];
            shelf.Idle.Clear();
        }

        foreach (var rest in ended)
            await rest.Process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        List<Resting> ended;
        lock (gate)
        {
            disposed = true;
            ended = [.. shelves.Values.SelectMany(shelf => shelf.Idle)];
            foreach (var shelf in shelves.Values)
                shelf.Idle.Clear();
        }

        await sweep.DisposeAsync();
        foreach (var rest in ended)
            await rest.Process.DisposeAsync();
    }

    /// <summary>Lends a process for one exchange; it is kept only when <paramref name="use"/> read everything it asked for, that is, did not throw.</summary>
    internal async Task<T> UseAsync<T>(GitRepository repository, Func<CatFile, Task<T>> use, CancellationToken cancellation)
    {
        Shelf shelf;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!shelves.TryGetValue(repository.Key, out shelf!))
                shelves[repository.Key] = shelf = new Shelf(new SemaphoreSlim(options.PerRepository));
            shelf.Users++;
        }

        CatFile? process = null;
        var entered = false;
        try
        {
            await shelf.Places.WaitAsync(cancellation);
            entered = true;
            process = Take(shelf) ?? CatFile.Start(repository);
            var result = await use(process);
            Keep(shelf, ref process);
            return result;
        }
        finally
        {
            if (process is not null)
                await process.DisposeAsync();
            if (entered)
                shelf.Places.Release();
            lock (gate)
            {
                shelf.Users--;
                if (shelf is { Users: 0, Idle.Count: 0 })
                    shelves.Remove(repository.Key);
            }
        }
    }

    private CatFile? Take(Shelf shelf)
    {
        lock (gate)
        {
            while (shelf.Idle.Count > 0)
            {
                var last = shelf.Idle[^1];
                shelf.Idle.RemoveAt(shelf.Idle.Count - 1);
                if (!last.Process.HasExited)
                    return last.Process;
                _ = last.Process.DisposeAsync().AsTask();
            }
        }

        return null;
    }

    private void Keep(Shelf shelf, ref CatFile? process)
    {
        Resting? pushedOut = null;
        lock (gate)
        {
            if (disposed || process is null)
                return;

            shelf.Idle.Add(new Resting(process, clock.GetTimestamp()));
            process = null;
            if (shelves.Values.Sum(s => s.Idle.Count) > options.MaxIdle)
            {
                var oldest = shelves.Values.Where(s => s.Idle.Count > 0).MinBy(s => s.Idle[0].Since)!;
                pushedOut = oldest.Idle[0];
                oldest.Idle.RemoveAt(0);
            }
        }

        if (pushedOut is { } resting)
            _ = resting.Process.DisposeAsync().AsTask();
    }

    private void EndIdle()
    {
        var ended = new List<Resting>();
        lock (gate)
        {
            foreach (var (key, shelf) in shelves.ToList())
            {
                ended.AddRange(shelf.Idle.Where(IsOver));
                shelf.Idle.RemoveAll(IsOver);
                if (shelf is { Users: 0, Idle.Count: 0 })
                    shelves.Remove(key);
            }
        }

        foreach (var rest in ended)
            _ = rest.Process.DisposeAsync().AsTask();

        bool IsOver(Resting rest) => clock.GetElapsedTime(rest.Since) >= options.IdleTime;
    }

    /// <summary>The readers of one repository. Guarded by the pool's gate, except for the places, which guard themselves.</summary>
    private sealed class Shelf(SemaphoreSlim places)
    {
        public SemaphoreSlim Places { get; } = places;

        public List<Resting> Idle { get; } = [];

        public int Users { get; set; }
    }

    private readonly record struct Resting(CatFile Process, long Since);
}
