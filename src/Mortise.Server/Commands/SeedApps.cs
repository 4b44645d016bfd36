using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Commands;

/// <summary>What came of an app of the seed.</summary>
/// <param name="Key">Null when it is not installed.</param>
/// <param name="Problem">Why not; null when it is.</param>
internal sealed record SeedAppOutcome(SeedApp App, string? Key, string? Problem);

/// <summary>Installs the seed's apps through the server's own admin API; what is installed already stays.</summary>
/// <remarks>An app that does not answer keeps no server from starting: the outcome says why, and the next start tries again.</remarks>
internal static class SeedApps
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(0.5);

    public static async Task<IReadOnlyList<SeedAppOutcome>> InstallAsync(IReadOnlyList<SeedApp> apps, DataDirectory directory, CancellationToken cancellation)
    {
        if (apps.Count == 0)
            return [];

        using var client = AdminClient.OfOwn(directory);
        var list = await client.AskAsync(AdminCall.Get("apps"), cancellation);
        var outcomes = new List<SeedAppOutcome>();
        foreach (var app in apps)
        {
            var there = list.Body.Values().FirstOrDefault(one => one.Text("descriptor_url") == app.Url && one.Text("workspace") == app.Workspace);
            outcomes.Add(
                list.Problem is not null ? new(app, null, list.Problem)
                : there.ValueKind == JsonValueKind.Object ? new(app, there.Text("key"), null)
                : await InstallAsync(client, app, cancellation));
        }

        return outcomes;
    }

    /// <summary>An app that was started together with the server may need a moment more than the server.</summary>
    private static async Task<SeedAppOutcome> InstallAsync(AdminClient client, SeedApp app, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await client.AskAsync(AdminCall.Post("apps", new JsonObject { ["url"] = app.Url, ["workspace"] = app.Workspace }), cancellation);
            if (answer.Problem is null)
                return new(app, answer.Body.Text("installation", "key"), null);

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                return new(app, null, answer.Problem);

            await Task.Delay(BetweenTries, TimeProvider.System, cancellation);
        }
    }
}
