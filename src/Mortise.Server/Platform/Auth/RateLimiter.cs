using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>Counts requests where limits are on: a bucket of tokens for each caller and group, refilled continuously (rest.md 13, D-81).</summary>
/// <remarks>
/// A bucket holds the requests of an hour, so that a caller who was silent may send them at once. At most <see cref="MostBuckets"/> are kept: full ones are
/// forgotten, since a new one is full as well; if all are in use, the half that has used the least. Thread-safe.
/// </remarks>
internal sealed class RateLimiter(RateLimitOptions options, TimeProvider clock)
{
    public const int MostBuckets = 50_000;

    private const double SecondsToFill = 3600;

    /// <summary>Below this part of the limit a caller is near it (D-79).</summary>
    private const double Near = 0.2;

    private readonly Lock held = new();
    private readonly Dictionary<(string Who, RateGroup? Group), Bucket> buckets = [];

    /// <summary>Takes a token for the request and says in its headers what is left; 429 when there is none.</summary>
    public ApiError? Count(Caller caller, RateGroup group, HttpContext context)
    {
        if (!options.Enabled || options.Of(group) is not { } ofGroup || caller is Caller.HostAdmin)
            return null;

        var limit = caller.IsAnonymous ? options.Anonymous : ofGroup;
        var (left, wait) = Take((NameOf(caller, context.Connection.RemoteIpAddress), caller.IsAnonymous ? null : group), limit);
        if (!caller.IsAnonymous)
        {
            var headers = context.Response.Headers;
            headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Resource"] = WireName(group);
            headers["X-RateLimit-NearLimit"] = left < limit * Near ? "true" : "false";
        }

        return wait is { } until ? ApiError.TooManyAttempts(until) : null;
    }

    /// <summary>How many callers and groups are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (held)
                return buckets.Count;
        }
    }

    private (double Left, TimeSpan? Wait) Take((string Who, RateGroup? Group) key, int limit)
    {
        var now = clock.GetUtcNow();
        lock (held)
        {
            if (!buckets.TryGetValue(key, out var bucket))
            {
                if (buckets.Count >= MostBuckets)
                    Forget(now);

                bucket = new Bucket(limit, now, limit);
            }

            var left = LeftOf(bucket, now);
            var taken = left >= 1;
            buckets[key] = bucket with { Left = taken ? left - 1 : left, At = now };
            return taken ? (left - 1, null) : (left, TimeSpan.FromSeconds((1 - left) * SecondsToFill / limit));
        }
    }

    private static double LeftOf(Bucket bucket, DateTimeOffset now) =>
        Math.Min(bucket.Limit, bucket.Left + (Math.Max(0, (now - bucket.At).TotalSeconds) * bucket.Limit / SecondsToFill));

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, bucket) in buckets)
        {
            if (LeftOf(bucket, now) >= bucket.Limit)
                buckets.Remove(key);
        }

        if (buckets.Count < MostBuckets)
            return;

        foreach (var (key, _) in buckets.OrderByDescending(one => LeftOf(one.Value, now) / one.Value.Limit).Take(MostBuckets / 2).ToList())
            buckets.Remove(key);
    }

    /// <summary>One person by whatever credential; an app by its installation; a token of a resource, a consumer, an address each for itself.</summary>
    private static string NameOf(Caller caller, IPAddress? address) => caller switch
    {
        Caller.Person person => $"user {person.Id:D}",
        Caller.ResourceToken token => $"token {token.Id:D}",
        Caller.ConsumerOwner consumer => $"consumer {consumer.Key}",
        Caller.ForgeApp app => $"successor {app.ForgeAppId} {app.Workspace:D}",
        Caller.AppFrame { PersonId: { } person } frame => $"user {person:D} by app {frame.Installation.InstallationId:D}",
        { IsAnonymous: false, ActingApp: { } app } => $"app {app.InstallationId:D}",
        _ => $"address {Network(address)}",
    };

    /// <summary>Of IPv6 the network: who has one address there has all of them.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null)
            return "";

        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    /// <summary>Bitbucket Cloud calls what lies below a repository <c>api</c>; the other names are ours.</summary>
    private static string WireName(RateGroup group) => group switch
    {
        RateGroup.RepositoryData => "api",
        RateGroup.ApplicationProperties => "application-properties",
        RateGroup.Git => "git",
        RateGroup.RawFiles => "raw-files",
        RateGroup.Archives => "archives",
        RateGroup.Webhooks => "webhooks",
        RateGroup.MergeabilityChecks => "mergeability-checks",
        _ => "accounts",
    };

    /// <param name="Left">Requests, at the time <paramref name="At"/>.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bucket(double Left, DateTimeOffset At, int Limit);
}
