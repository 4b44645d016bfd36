namespace Mortise.Server.Platform.Http;

/// <summary>How paths name an object: a UUID in braces, or a name.</summary>
internal static class Identifier
{
    /// <summary>Reads <c>{uuid}</c>; any case, braces required.</summary>
    public static bool TryParseBraced(string text, out Guid id)
    {
        id = default;
        return text.Length == 38 && text[0] == '{' && text[^1] == '}' && Guid.TryParseExact(text.AsSpan(1, 36), "D", out id);
    }
}
