using System.Globalization;
using System.Text.Json;

namespace Mortise.Connect.Contexts;

/// <summary>The text of a JSON scalar: how a value stands in a URL, and what makes two values equal.</summary>
/// <remarks>Source: <c>connect.md</c> 4.4. A string is itself, so that the string <c>"true"</c> and <c>true</c> are the same.</remarks>
internal static class ScalarText
{
    /// <summary>Null for objects, arrays and what is undefined. A number has its shortest form: <c>1.0</c> and <c>1e0</c> are <c>1</c>.</summary>
    public static string? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => OfNumber(json),
        _ => null,
    };

    private static string OfNumber(JsonElement json)
    {
        if (json.TryGetInt64(out var whole))
            return whole.ToString(CultureInfo.InvariantCulture);

        // Of whole numbers beyond 64 bits a double would lose digits.
        var written = json.GetRawText();
        return written.AsSpan(written[0] == '-' ? 1 : 0).ContainsAnyExceptInRange('0', '9')
            ? json.GetDouble().ToString("R", CultureInfo.InvariantCulture)
            : written;
    }
}
