using System.Net;
using System.Text.Json;
using Mortise.Server.Features.Workspaces;

namespace Mortise.Testing;

/// <summary>Installs apps on a test's server.</summary>
public static class TestApps
{
    /// <summary>Starts an app of that key and installs it; the server takes the app down with it.</summary>
    /// <param name="on">A workspace; a team's is made if it is not there.</param>
    public static async Task<TestApp> InstallAppAsync(this TestServer server, string key, string on)
    {
        var app = server.Own(await TestApp.StartAsync(key));
        await server.InstallAsync(app, on);
        return app;
    }

    /// <summary>Installs an app that runs, as the host's administrator does; a failed install throws with its report.</summary>
    public static async Task<JsonElement> InstallAsync(this TestServer server, TestApp app, string on)
    {
        if (await server.Get<WorkspaceStore>().FindAsync(on, CancellationToken.None) is null)
            await server.CreateWorkspaceAsync(on);

        var answer = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = app.DescriptorUrl, workspace = on }));
        return answer.Status == HttpStatusCode.Created ? answer.Json : throw new InvalidOperationException(answer.Body);
    }

    /// <summary>Calls the admin API with the token of the data directory.</summary>
    /// <param name="path">Below <c>/_/api</c>.</param>
    public static async Task<TestAnswer> AdminAsync(this TestServer server, HttpMethod method, string path, string? json = null)
    {
        var token = (await File.ReadAllTextAsync(Path.Combine(server.DirectoryPath, "admin.token"))).Trim();
        using var client = server.WithBearer(token);
        return await client.AskAsync(method, "/_/api" + path, json);
    }
}
