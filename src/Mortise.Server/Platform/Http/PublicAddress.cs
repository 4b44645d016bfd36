namespace Mortise.Server.Platform.Http;

/// <summary>The one origin that every emitted link stands on: <c>Mortise:PublicUrl</c>, never the Host header.</summary>
internal sealed class PublicAddress
{
    private string? origin;

    /// <summary>Without a trailing slash, for example <c>https://code.example.com</c>; set once, before the first request.</summary>
    public string Origin
    {
        get => origin ?? throw new InvalidOperationException("The public address is set when the server starts");
        set => origin = value.TrimEnd('/');
    }

    /// <summary>What browsers reach the host by, also where a proxy before it ends TLS.</summary>
    public string Scheme => IsSecure ? "https" : "http";

    public bool IsSecure => Origin.StartsWith("https:", StringComparison.Ordinal);

    /// <summary>The root of the REST API, without a trailing slash.</summary>
    public string Api => Origin + "/2.0";

    /// <summary>A UUID as the API writes it in JSON: in braces.</summary>
    public static string Braced(Guid id) => $"{{{id:D}}}";

    /// <summary>A UUID as links write it: in percent-encoded braces.</summary>
    public static string BracedInPath(Guid id) => $"%7B{id:D}%7D";
}
