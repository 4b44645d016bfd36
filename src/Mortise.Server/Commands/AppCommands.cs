using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise app …</c></summary>
internal static class AppCommands
{
    private const string InstalledAs = "Its key, or the id of the installation.";

    public static Command Create() => new("app", "Connect apps and where they are installed.")
    {
        Install(), List(), Update(), Uninstall(), Turn("enable", "Let a disabled app work again."), Turn("disable", "Stop an app without uninstalling it."), Forget(),
        ModuleCommands.Why(), RegistrationCommands.Create(),
    };

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
        var removed = new Option<bool>("--removed") { Description = "What was uninstalled and is not forgotten, instead." };
        return new Command("list", "Show the installed apps.") { workspace, removed }.Asks(
            parsed => AdminCall.Get(
                $"apps?removed={(parsed.GetValue(removed) ? "true" : "false")}" + (parsed.GetValue(workspace) is { } slug ? "&workspace=" + Uri.EscapeDataString(slug) : "")),
            answer => ShowInstallations(answer.Values()));
    }

    private static Command Update()
    {
        var app = new Argument<string>("app") { Description = InstalledAs };
        var workspace = OfWorkspace();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, and change nothing." };
        var accept = new Option<bool>("--accept-scopes") { Description = "Grant what the descriptor asks for beyond the scopes that the app has." };
        var file = new Option<FileInfo>("--descriptor") { HelpName = "FILE", Description = "Take this descriptor; the app's descriptor URL stays." };
        var url = new Option<string>("--descriptor-url") { HelpName = "URL", Description = "Move to this URL, which the app's registration has." };
        var command = new Command("update", "Read the app's descriptor again and go over to what it says now.") { app, workspace, dryRun, accept, file, url };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is not null && result.GetValue(url) is not null)
                result.AddError("A descriptor comes from a file or from a URL: --descriptor and --descriptor-url do not go together.");
            else if (result.GetValue(file) is { Exists: false } absent)
                result.AddError($"There is no file {absent.FullName}.");
        });
        return command.Asks(
            (parsed, client, cancellation) =>
            {
                var body = new JsonObject { ["descriptor_url"] = parsed.GetValue(url) };
                if (parsed.GetValue(file) is { } descriptor)
                    body["descriptor"] = File.ReadAllText(descriptor.FullName);

                var query = $"dry_run={(parsed.GetValue(dryRun) ? "true" : "false")}&accept_scopes={(parsed.GetValue(accept) ? "true" : "false")}";
                return OnInstallationAsync(
                    client, parsed.GetValue(app)!, parsed.GetValue(workspace), id => AdminCall.Post($"apps/{id}/update?{query}", body), cancellation);
            },
            answer =>
            {
                ShowInstallations([answer.GetProperty("installation")]);
                InstallReportText.WriteUpdate(answer, Console.Out);
            },
            refusal => InstallReportText.WriteUpdate(refusal, Console.Out));
    }

    private static Command Uninstall()
    {
        var app = new Argument<string>("app") { Description = InstalledAs };
        var workspace = OfWorkspace();
        var data = new Option<string>("--app-data") { HelpName = "keep|archive|erase", Description = "Its properties and linker values: kept for 30 days unless told, kept until it returns, or gone." };
        data.AcceptOnlyFromAmong("keep", "archive", "erase");
        return new Command("uninstall", "Remove an app from a workspace.") { app, workspace, data }.Asks(
            (parsed, client, cancellation) => OnInstallationAsync(
                client, parsed.GetValue(app)!, parsed.GetValue(workspace),
                id => AdminCall.Delete($"apps/{id}" + (parsed.GetValue(data) is { } fate ? "?data=" + fate : "")), cancellation),
            _ => Console.Out.WriteLine("The app is uninstalled."));
    }

    private static Command Turn(string verb, string description)
    {
        var app = new Argument<string>("app") { Description = InstalledAs };
        var workspace = OfWorkspace();
        return new Command(verb, description) { app, workspace }.Asks(
            (parsed, client, cancellation) => OnInstallationAsync(
                client, parsed.GetValue(app)!, parsed.GetValue(workspace), id => AdminCall.Post($"apps/{id}/{verb}"), cancellation),
            answer => ShowInstallations([answer]));
    }

    private static Command Forget()
    {
        var app = new Argument<string>("app") { Description = InstalledAs };
        var workspace = OfWorkspace();
        return new Command("forget", "Delete all that remains of an uninstalled app, also what it would know this host by.") { app, workspace }.Asks(
            (parsed, client, cancellation) => OnInstallationAsync(
                client, parsed.GetValue(app)!, parsed.GetValue(workspace), id => AdminCall.Post($"apps/{id}/forget"), cancellation, removed: true),
            _ => Console.Out.WriteLine("The app is forgotten."));
    }

    private static Option<string> OfWorkspace() =>
        new("--workspace") { Description = "Where it is installed; needed when it is installed in several." };

    /// <summary>Finds the one installation that is meant, then asks about it by id.</summary>
    private static async Task<AdminAnswer> OnInstallationAsync(
        AdminClient client, string app, string? workspace, Func<string, AdminCall> call, CancellationToken cancellation, bool removed = false)
    {
        var list = await client.AskAsync(AdminCall.Get(removed ? "apps?removed=true" : "apps"), cancellation);
        if (list.Problem is not null)
            return list;

        var meant = list.Body.Values()
            .Where(one => one.Text("key") == app || one.Text("id") == app)
            .Where(one => workspace is null || one.Text("workspace").Equals(workspace, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return meant switch
        {
            [var one] => await client.AskAsync(call(Uri.EscapeDataString(one.Text("id"))), cancellation),
            [] => AdminAnswer.Failed($"No app '{app}' is {(removed ? "un" : "")}installed{(workspace is null ? "" : " in " + workspace)}; 'mortise app list{(removed ? " --removed" : "")}' shows those that are."),
            _ => AdminAnswer.Failed($"The app '{app}' is installed in {string.Join(", ", meant.Select(one => one.Text("workspace")))}; say which with --workspace."),
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
            installations.Select(one => (string[])[one.Text("key"), one.Text("workspace"), one.Text("state"), one.Text("id"), one.Text("descriptor_url")]));
}
