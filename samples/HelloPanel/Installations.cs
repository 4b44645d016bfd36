using System.Text.Json;

namespace HelloPanel;

/// <summary>One account that installed the app. Its secret stays after an uninstall: the host signs with it when it comes back.</summary>
/// <param name="ClientKey">The host's name for this installation.</param>
/// <param name="SharedSecret">Signs the requests of both sides.</param>
/// <param name="BaseApiUrl">Where the host's API is, without <c>/2.0</c>.</param>
/// <param name="Principal">The account's <c>{uuid}</c>.</param>
/// <param name="BaseUrl">Where the host's pages are; null where it did not say.</param>
internal sealed record Installation(string ClientKey, string SharedSecret, string BaseApiUrl, string Principal, bool Active, string? BaseUrl = null)
{
    /// <summary>Where the host's pages are, and its script for the pages of apps; where it did not say, beside its API.</summary>
    public string Site => BaseUrl ?? BaseApiUrl;
}

/// <summary>All installations, in memory and in one JSON file. Thread-safe.</summary>
internal sealed class Installations
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Lock gate = new();
    private readonly string file;
    private readonly Dictionary<string, Installation> known;

    public Installations(HelloPanelSettings settings)
    {
        file = Path.GetFullPath(settings.Installations);
        var stored = File.Exists(file) ? JsonSerializer.Deserialize<Installation[]>(File.ReadAllText(file), Wire) : [];
        known = stored!.ToDictionary(one => one.ClientKey, StringComparer.Ordinal);
    }

    public Installation? Find(string clientKey)
    {
        lock (gate)
            return known.GetValueOrDefault(clientKey);
    }

    /// <summary>Keeps the installation; on disk when this returns, in a file for the owner's eyes only.</summary>
    public void Save(Installation installation)
    {
        lock (gate)
        {
            known[installation.ClientKey] = installation;
            var beside = file + ".new";
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using (var stream = new FileStream(beside, options))
            {
                JsonSerializer.Serialize(stream, known.Values, Wire);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
        }
    }
}
