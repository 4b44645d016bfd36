using System.Security.Cryptography;

namespace Mortise.Server.Platform.Http;

/// <summary>Ids of requests: 16 hex digits, half of them of the process by chance, half a count. Unique, and no secret.</summary>
internal static class RequestIds
{
    private static readonly ulong Process = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;
    private static uint count;

    public static string Next() => (Process | Interlocked.Increment(ref count)).ToString("x16");
}
