using System.Diagnostics;

namespace Mortise.Testing;

/// <summary>Waits for what comes by itself, and as long as a busy machine may need for it.</summary>
public static class Eventually
{
    /// <summary>Only against what never comes: a test that passes never waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Looks again and again until what it sees is wanted.</summary>
    /// <param name="look">Asked every 20 ms.</param>
    /// <param name="wanted">Whether that is it.</param>
    /// <param name="what">What is waited for, as it would stand after "there is no".</param>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> wanted, string what)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            var seen = await look();
            if (wanted(seen))
                return seen;

            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new TimeoutException($"After {Patience} there is no {what}; the last was: {seen}");

            await Task.Delay(20);
        }
    }

    /// <summary>As the other, of what is at hand.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static Task<T> SeeAsync<T>(Func<T> look, Func<T, bool> wanted, string what) => SeeAsync(() => Task.FromResult(look()), wanted, what);
}
