using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise user …</c></summary>
internal static class UserCommands
{
    public static Command Create() => new("user", "People with an account.") { Add(), List() };

    private static Command Add()
    {
        var username = new Argument<string>("username") { Description = "Letters, digits, '_' and '-'; also the name of the personal workspace." };
        var name = new Option<string>("--name") { Description = "What others call the person; the username unless told." };
        var email = new Option<string[]>("--email") { Description = "An address; the first is the primary one.", AllowMultipleArgumentsPerToken = false };
        return new Command("add", "Make an account.") { username, name, email }.Asks(
            parsed => AdminCall.Post("users", new JsonObject
            {
                ["username"] = parsed.GetValue(username),
                ["display_name"] = parsed.GetValue(name),
                ["emails"] = new JsonArray([.. parsed.GetValue(email)!.Select(address => JsonValue.Create(address))]),
            }),
            user => Show([user]));
    }

    private static Command List() =>
        new Command("list", "Show all accounts.").Asks(_ => AdminCall.Get("users"), answer => Show(answer.Values()));

    private static void Show(IEnumerable<JsonElement> users) =>
        ClientCommand.ShowTable(
            ["username", "name", "email", "uuid"],
            users.Select(user => (string[])[user.Text("username"), user.Text("display_name"), user.Text("email"), user.Text("uuid")]));
}
