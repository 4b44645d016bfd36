using System.Globalization;

namespace Mortise.Server.Features.Admin;

/// <summary>When a token ends, as people write it: <c>30d</c>, <c>12h</c>, <c>4w</c>, a date such as <c>2027-01-31</c> (its end, UTC), an instant, or <c>never</c>.</summary>
internal static class TokenExpiry
{
    private const int MostOfOneUnit = 100_000;

    /// <param name="text">Null: after <paramref name="lifetime"/>.</param>
    /// <param name="lifetime">Null: never.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="expires">Null: never.</param>
    public static bool TryParse(string? text, TimeSpan? lifetime, DateTimeOffset now, out DateTimeOffset? expires)
    {
        expires = text is null ? now + lifetime : null;
        if (text is null or "never")
            return true;

        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostOfOneUnit)
        {
            expires = text[^1] switch
            {
                'h' => now.AddHours(count),
                'd' => now.AddDays(count),
                'w' => now.AddDays(7d * count),
                _ => null,
            };
            return expires is not null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            expires = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1);
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            expires = instant;

        return expires > now;
    }
}
