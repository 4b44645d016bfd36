using System.Collections.Concurrent;

namespace Mortise.Server.Platform.Auth;

/// <summary>Slows down guessing: failures are counted per account name and address for a minute.</summary>
/// <remarks>At most <see cref="MostAMinute"/> failures a minute for one pair, unless told; the table is bounded and forgets. Thread-safe.</remarks>
internal sealed class FailedAttempts(TimeProvider clock)
{
    public const int MostAMinute = 60;

    private const int MostPairs = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Account, string Address), Count> counts = new();

    /// <param name="most">Failures a minute.</param>
    public Attempt Of(HttpContext context, string account, int most = MostAMinute) =>
        new(this, (account.Length > 100 ? account[..100] : account, context.Connection.RemoteIpAddress?.ToString() ?? ""), most);

    private sealed record Count(DateTimeOffset Since, int Failures);

    /// <summary>One try of one account from one address.</summary>
    internal readonly struct Attempt(FailedAttempts owner, (string Account, string Address) pair, int most)
    {
        /// <summary>How long to wait before the next try is looked at; null when it may be tried now.</summary>
        public TimeSpan? MustWait
        {
            get
            {
                if (!owner.counts.TryGetValue(pair, out var count) || count.Failures < most)
                    return null;

                var wait = count.Since + Window - owner.clock.GetUtcNow();
                return wait > TimeSpan.Zero ? wait : null;
            }
        }

        public void Failed()
        {
            var now = owner.clock.GetUtcNow();
            if (owner.counts.Count >= MostPairs)
                owner.Forget(now);

            owner.counts.AddOrUpdate(
                pair,
                static (_, now) => new Count(now, 1),
                static (_, count, now) => now - count.Since > Window ? new Count(now, 1) : count with { Failures = count.Failures + 1 },
                now);
        }
    }

    private readonly TimeProvider clock = clock;

    private void Forget(DateTimeOffset now)
    {
        foreach (var (pair, count) in counts)
        {
            if (now - count.Since > Window)
                counts.TryRemove(pair, out _);
        }

        if (counts.Count >= MostPairs)
            counts.Clear();
    }
}
