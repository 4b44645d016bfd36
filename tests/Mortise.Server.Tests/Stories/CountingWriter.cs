using System.Text.Json;

namespace Mortise.Server.Tests.Stories;

/// <summary>An app that counts upwards on the host, as fast as it is answered, and knows what was acknowledged.</summary>
internal abstract class CountingWriter
{
    private long attempted;

    public long Acknowledged { get; private set; }

    /// <summary>Writes until the server is gone.</summary>
    public async Task WriteAsync(HttpClient client, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                attempted++;
                var (status, body) = await PutAsync(client, attempted);
                Assert.True(status == 204, $"{status} {body}");
                Acknowledged = attempted;
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }

    /// <summary>What is stored is what was acknowledged last, or what was under way when the server was killed.</summary>
    public async Task CheckAsync(HttpClient client)
    {
        if (await ReadAsync(client) is { } count)
            Assert.InRange(count, Acknowledged, attempted);
        else
            Assert.Equal(0, Acknowledged);
    }

    protected abstract Task<(int Status, string Body)> PutAsync(HttpClient client, long count);

    /// <summary>Null when nothing is stored; a state that nobody has written fails the test.</summary>
    protected abstract Task<long?> ReadAsync(HttpClient client);
}

/// <summary>Counts in one property.</summary>
internal sealed class PropertyWriter(SigningApp app, string name) : CountingWriter
{
    private readonly string path = $"/2.0/repositories/acme/rocket/properties/{app.Key}/{name}";

    protected override Task<(int Status, string Body)> PutAsync(HttpClient client, long count) => app.SendAsync(client, "PUT", path, $$"""{"count": {{count}}}""");

    protected override async Task<long?> ReadAsync(HttpClient client)
    {
        var (status, body) = await app.SendAsync(client, "GET", path);
        return status == 404 ? null : JsonDocument.Parse(body).RootElement.GetProperty("count").GetInt64();
    }
}

/// <summary>Counts in a whole set of linker values, all of one number: a part of another set beside them would be half a write.</summary>
internal sealed class LinkerWriter(SigningApp app) : CountingWriter
{
    private const int Many = 100;
    private const string Path = "/2.0/addon/linkers/issues/values";

    public static string Descriptor(string key) =>
        $$$"""{"key": "{{{key}}}", "name": "Crash", "baseUrl": "http://127.0.0.1:1", "authentication": {"type": "jwt"}, "modules": {"linkers": [{"key": "issues", "regex": "((?K)-[0-9]+)", "url": "/\\1"}]}}""";

    protected override Task<(int Status, string Body)> PutAsync(HttpClient client, long count) =>
        app.SendAsync(client, "PUT", Path, JsonSerializer.Serialize(Enumerable.Range(0, Many).Select(at => $"K{count}-{at}")));

    protected override async Task<long?> ReadAsync(HttpClient client)
    {
        var (status, body) = await app.SendAsync(client, "GET", Path + "?pagelen=100");
        Assert.True(status == 200, body);
        var page = JsonDocument.Parse(body).RootElement;
        if (page.GetProperty("size").GetInt32() == 0)
            return null;

        Assert.Equal(Many, page.GetProperty("size").GetInt32());
        return Assert.Single(page.GetProperty("values").EnumerateArray().Select(value => long.Parse(value.GetProperty("value").GetString()![1..].Split('-')[0])).Distinct());
    }
}
