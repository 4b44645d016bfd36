using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise app …</c></summary>
internal static class AppCommands
{
    private const string InstalledAs = "Its key, or the id of the installation.";

    public static Command Create() => new("app", "Connect apps and where they are installed.") { Install(), List(), Update(), Uninstall() };

    private static Command Install()
    {
        var url = new Argument<string>("url") { Description = "Of the app's descriptor." };
        var workspace = new Option<string>("--workspace") { Required = true, Description = "Where it is installed; a person's own name for the personal one." };
        var move = new Option<bool>("--move") { Description = "Take the app's key over from the descriptor URL that owns it." };
        return new Command("install", "Install an app by the URL of its descriptor.") { url, workspace, move }.Asks(
            parsed => AdminCall.Post("apps", new JsonObject
            {
                ["url"] = parsed.GetValue(url),
                ["workspace"] = parsed.GetValue(workspace),
                ["move"] = parsed.GetValue(move),
            }),
            ShowOne,
            ShowReport);
    }

    private static Command List()
    {
        var workspace = new Option<string>("--workspace") { Description = "Only those installed there." };
        return new Command("list", "Show the installed apps.") { workspace }.Asks(
            parsed => AdminCall.Get("apps" + (parsed.GetValue(workspace) is { } slug ? "?workspace=" + Uri.EscapeDataString(slug) : "")),
            answer => ShowInstallations(answer.Values()));
    }

    private static Command Update()
    {
        var app = new Argument<string>("app") { Description = InstalledAs };
        var workspace = OfWorkspace();
        return new Command("update", "Read the app's descriptor again and install what it says now.") { app, workspace }.Asks(
            (parsed, client, cancellation) => OnInstallationAsync(
                client, parsed.GetValue(app)!, parsed.GetValue(workspace), id => AdminCall.Post($"apps/{id}/update", []), cancellation),
            ShowOne,
            ShowReport);
    }

    private static Command Uninstall()
    {
        var app = new Argument<string>("app") { Description = InstalledAs };
        var workspace = OfWorkspace();
        return new Command("uninstall", "Remove an app from a workspace.") { app, workspace }.Asks(
            (parsed, client, cancellation) => OnInstallationAsync(
                client, parsed.GetValue(app)!, parsed.GetValue(workspace), id => AdminCall.Delete($"apps/{id}"), cancellation),
            _ => Console.Out.WriteLine("The app is uninstalled."));
    }

    private static Option<string> OfWorkspace() =>
        new("--workspace") { Description = "Where it is installed; needed when it is installed in several." };

    /// <summary>Finds the one installation that is meant, then asks about it by id.</summary>
    private static async Task<AdminAnswer> OnInstallationAsync(
        AdminClient client, string app, string? workspace, Func<string, AdminCall> call, CancellationToken cancellation)
    {
        var list = await client.AskAsync(AdminCall.Get("apps"), cancellation);
        if (list.Problem is not null)
            return list;

        var meant = list.Body.Values()
            .Where(one => one.Text("key") == app || one.Text("id") == app || one.Text("uuid") == app)
            .Where(one => workspace is null || WorkspaceOf(one).Equals(workspace, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return meant switch
        {
            [var one] => await client.AskAsync(call(Uri.EscapeDataString(one.Text("id"))), cancellation),
            [] => AdminAnswer.Failed($"No app '{app}' is installed{(workspace is null ? "" : " in " + workspace)}; 'mortise app list' shows those that are."),
            _ => AdminAnswer.Failed($"The app '{app}' is installed in {string.Join(", ", meant.Select(WorkspaceOf))}; say which with --workspace."),
        };
    }

    private static void ShowOne(JsonElement answer)
    {
        ShowInstallations([answer.TryGetProperty("installation", out var installation) ? installation : answer]);
        ShowReport(answer);
    }

    private static void ShowReport(JsonElement answer)
    {
        if (answer.TryGetProperty("report", out var report))
            InstallReportText.Write(report, Console.Out);
    }

    private static void ShowInstallations(IEnumerable<JsonElement> installations) =>
        ClientCommand.ShowTable(
            ["app", "workspace", "state", "id", "descriptor"],
            installations.Select(one => (string[])[one.Text("key"), WorkspaceOf(one), one.Text("state"), one.Text("id"), one.Text("descriptor_url")]));

    /// <summary>The slug, whether the answer embeds the workspace or names it.</summary>
    public static string WorkspaceOf(JsonElement installation) =>
        installation.Text("workspace", "slug") is { Length: > 0 } slug ? slug : installation.Text("workspace");
}
