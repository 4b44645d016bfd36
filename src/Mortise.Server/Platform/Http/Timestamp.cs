using System.Globalization;

namespace Mortise.Server.Platform.Http;

/// <summary>Instants on the wire (Source: recorded answers of Bitbucket Cloud; rest.md 15).</summary>
internal static class Timestamp
{
    /// <summary>The usual form: microseconds and an offset, <c>2018-11-07T14:25:50.103547+00:00</c>.</summary>
    public static string Micro(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>The form of commits: seconds, and the offset that was written, <c>2018-11-07T15:25:50+01:00</c>.</summary>
    public static string Offset(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
