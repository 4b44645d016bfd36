using System.Text.Json;

namespace Mortise.Server.Platform.Storage;

/// <summary><c>DIR/server.json</c>: the address and process of the server that runs on the directory, for the command line.</summary>
/// <remarks>Where several nodes share the directory, it names the one that started last.</remarks>
internal sealed record ServerFile(string Url, int Pid)
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    /// <param name="directory">The server's.</param>
    /// <param name="listening">As the web server names it; an address of all interfaces is written as one that can be called.</param>
    public static void Write(DataDirectory directory, string listening)
    {
        var url = new UriBuilder(listening);
        if (url.Host is "0.0.0.0" or "[::]" or "::")
            url.Host = "localhost";

        var beside = directory.ServerFile + ".new";
        File.WriteAllText(beside, JsonSerializer.Serialize(new ServerFile(url.Uri.GetLeftPart(UriPartial.Authority), Environment.ProcessId), Wire) + "\n");
        File.Move(beside, directory.ServerFile, overwrite: true);
    }

    /// <summary>Null when no server is known to run on the directory at <paramref name="root"/>.</summary>
    public static ServerFile? Find(string root)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerFile>(File.ReadAllText(Path.Combine(root, "server.json")), Wire);
        }
        catch (Exception absent) when (absent is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes away this process's own file, not that of another node.</summary>
    public static void Remove(DataDirectory directory)
    {
        if (Find(directory.Root)?.Pid == Environment.ProcessId)
            File.Delete(directory.ServerFile);
    }
}
