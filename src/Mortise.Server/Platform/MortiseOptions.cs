using System.Globalization;
using Npgsql;

namespace Mortise.Server.Platform;

/// <summary>What the host is told at start (<c>Mortise:*</c>): flags before environment before appsettings.</summary>
internal sealed class MortiseOptions
{
    public const string Section = "Mortise";

    /// <summary>Repositories, blobs, keys and, with SQLite, the database.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>Where to listen, separated by commas: origins of http or https.</summary>
    public string Urls { get; set; } = "http://localhost:7990";

    /// <summary>The origin of every emitted link; empty: the first URL the server listens on.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary><c>dev</c> or <c>server</c>; see <see cref="Profile"/>.</summary>
    public string Profile { get; set; } = "server";

    /// <summary>A PostgreSQL connection string; empty: SQLite in the data directory.</summary>
    public string Database { get; set; } = "";

    /// <summary>The file that seals stored secrets; empty: <c>keys/master.key</c> in the data directory.</summary>
    public string MasterKeyFile { get; set; } = "";

    /// <summary>Addresses and networks of proxies whose <c>X-Forwarded-For</c> is believed, separated by commas; empty: nobody's.</summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>Whether commits that the host itself writes are signed by a key of their workspace.</summary>
    public bool Signing { get; set; } = true;

    /// <summary>A YAML file of users, workspaces, repositories and apps to make sure of at start; empty: none.</summary>
    public string Seed { get; set; } = "";

    /// <summary>
    /// Where else to answer, as bitbucket.org and api.bitbucket.org: <c>true</c> for port 8443, and 443 where it may be taken; a port for that one; empty: nowhere.
    /// </summary>
    public string Impersonate { get; set; } = "";

    /// <summary>The port of <see cref="Impersonate"/>; null where none is told.</summary>
    public int? ImpersonatedPort => ushort.TryParse(Impersonate, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;

    /// <summary>True in the profile for one's own machine: http app addresses and private networks are allowed.</summary>
    public bool IsDev => Profile == "dev";

    /// <summary>The addresses of <see cref="Urls"/>.</summary>
    public IReadOnlyList<string> ListenOn => Urls.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The entries of <see cref="TrustedProxies"/>.</summary>
    public IReadOnlyList<string> Proxies => TrustedProxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The settings at fault, one line each; empty when sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (Profile is not ("dev" or "server"))
            yield return $"Mortise:Profile is '{Profile}'; it is 'dev' or 'server'.";

        foreach (var url in ListenOn.DefaultIfEmpty(""))
        {
            if (!IsListeningAddress(url))
                yield return $"Mortise:Urls has '{url}'; it takes addresses such as http://localhost:7990, separated by commas.";
        }

        if (PublicUrl.Length > 0 && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var origin) && IsOrigin(origin)))
            yield return $"Mortise:PublicUrl is '{PublicUrl}'; it is an origin such as https://code.example.com, without a path.";

        foreach (var proxy in Proxies)
        {
            if (!Http.TrustedProxies.TryParse(proxy, out _))
                yield return $"Mortise:TrustedProxies has '{proxy}'; it takes addresses and networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas.";
        }

        if (string.IsNullOrWhiteSpace(Data))
            yield return "Mortise:Data is empty; it names the data directory.";

        if (Seed.Length > 0 && !File.Exists(Seed))
            yield return $"Mortise:Seed names {Seed}, which is not there.";

        if (Impersonate is not ("" or "true") && ImpersonatedPort is null)
            yield return $"Mortise:Impersonate is '{Impersonate}'; it is a port, or 'true' for the usual one.";

        if (Impersonate.Length > 0 && !IsDev)
            yield return "Mortise:Impersonate answers in the name of bitbucket.org, on a machine of one's own alone; leave --impersonate out, or add --profile dev.";

        // The text may hold a password: it is not repeated.
        if (Database.Length > 0 && !IsConnectionString(Database))
            yield return "Mortise:Database is not a connection string; one looks like Host=db.example.com;Username=mortise;Database=mortise.";
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception unsound) when (unsound is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Kestrel takes <c>*</c> and <c>+</c> for every address; <see cref="Uri"/> does not.</summary>
    private static bool IsListeningAddress(string text) =>
        Uri.TryCreate(text.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var url) && IsOrigin(url);

    private static bool IsOrigin(Uri url) => url.Scheme is "http" or "https" && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
