using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise token …</c></summary>
internal static class TokenCommands
{
    public static Command Create() => new("token", "Credentials of people, repositories, projects and workspaces.") { Add(), Revoke() };

    private static Command Add()
    {
        var user = new Option<string>("--user") { Description = "Whose API token it is." };
        var appPassword = new Option<bool>("--app-password") { Description = "With --user: an app password instead." };
        var repository = new Option<string>("--repository") { HelpName = "WORKSPACE/REPOSITORY", Description = "An access token of this repository." };
        var project = new Option<string>("--project") { HelpName = "WORKSPACE/KEY", Description = "An access token of this project." };
        var workspace = new Option<string>("--workspace") { Description = "An access token of this workspace." };
        var forgeApp = new Option<string>("--forge-app") { HelpName = "ID", Description = "With --workspace: a token of the app that a descriptor names as 'forgeAppId'." };
        var scope = new Option<string[]>("--scope") { Description = "May be repeated; all scopes that this kind can have unless told." };
        var expires = new Option<string>("--expires") { HelpName = "30d|DATE|never", Description = "365 days unless told; app passwords do not expire." };
        var name = new Option<string>("--name") { Description = "A label to know it by." };
        var command = new Command("add", "Make a token and print it, alone on stdout; it is shown this once.")
        {
            user, appPassword, repository, project, workspace, forgeApp, scope, expires, name,
        };
        command.Validators.Add(result =>
        {
            string?[] owners = [result.GetValue(user), result.GetValue(repository), result.GetValue(project), result.GetValue(workspace)];
            if (owners.Count(owner => owner is not null) != 1)
                result.AddError("Say whose token it is: one of --user, --repository, --project and --workspace.");
            else if (result.GetValue(appPassword) && owners[0] is null)
                result.AddError("An app password belongs to a person: --app-password goes with --user.");
            else if (result.GetValue(forgeApp) is not null && result.GetValue(workspace) is null)
                result.AddError("An app stands on a workspace: --forge-app goes with --workspace.");
        });
        return command.Asks(
            parsed => AdminCall.Post("tokens", new JsonObject
            {
                ["kind"] = parsed.GetValue(repository) is not null ? "repository"
                    : parsed.GetValue(project) is not null ? "project"
                    : parsed.GetValue(forgeApp) is not null ? "forge_app"
                    : parsed.GetValue(workspace) is not null ? "workspace"
                    : parsed.GetValue(appPassword) ? "app_password" : "api_token",
                ["owner"] = parsed.GetValue(user) ?? parsed.GetValue(repository) ?? parsed.GetValue(project) ?? parsed.GetValue(workspace),
                ["forge_app_id"] = parsed.GetValue(forgeApp),
                ["scopes"] = new JsonArray([.. parsed.GetValue(scope)!.Select(one => JsonValue.Create(one))]),
                ["expires"] = parsed.GetValue(expires),
                ["name"] = parsed.GetValue(name),
            }),
            token => Console.Out.WriteLine(token.Text("token")));
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "As 'token add --json' told it." };
        return new Command("revoke", "End a token at once.") { id }.Asks(
            parsed => AdminCall.Delete($"tokens/{Uri.EscapeDataString(parsed.GetValue(id)!)}"), _ => Console.Out.WriteLine("The token counts no more."));
    }
}
