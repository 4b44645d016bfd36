using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise user …</c></summary>
internal static class UserCommands
{
    public static Command Create() => new("user", "People with an account.") { Add(), Password(), List() };

    private static Command Add()
    {
        var username = new Argument<string>("username") { Description = "Letters, digits, '_' and '-'; also the name of the personal workspace." };
        var name = new Option<string>("--name") { Description = "What others call the person; the username unless told." };
        var email = new Option<string[]>("--email") { Description = "An address; the first is the primary one.", AllowMultipleArgumentsPerToken = false };
        var password = FromStdin();
        return new Command("add", "Make an account.") { username, name, email, password }.Asks(
            parsed => AdminCall.Post("users", new JsonObject
            {
                ["username"] = parsed.GetValue(username),
                ["display_name"] = parsed.GetValue(name),
                ["emails"] = new JsonArray([.. parsed.GetValue(email)!.Select(address => JsonValue.Create(address))]),
                ["password"] = parsed.GetValue(password) ? ReadPassword() : null,
            }),
            user => Show([user]));
    }

    private static Command Password()
    {
        var username = new Argument<string>("username");
        var password = FromStdin();
        password.Required = true;
        return new Command("password", "Give a person a new password, and end the sessions of the person.") { username, password }.Asks(
            parsed => AdminCall.Put($"users/{Uri.EscapeDataString(parsed.GetValue(username)!)}/password", new JsonObject { ["password"] = ReadPassword() }),
            _ => Console.Out.WriteLine("The password is set."));
    }

    /// <summary>Not as an argument: those stand in the list of processes and in the shell's history.</summary>
    private static Option<bool> FromStdin() => new("--password-stdin") { Description = "Read the password for the site from the first line of stdin." };

    private static string ReadPassword() => Console.In.ReadLine() ?? "";

    private static Command List() =>
        new Command("list", "Show all accounts.").Asks(_ => AdminCall.Get("users"), answer => Show(answer.Values()));

    private static void Show(IEnumerable<JsonElement> users) =>
        ClientCommand.ShowTable(
            ["username", "name", "email", "uuid"],
            users.Select(user => (string[])[user.Text("username"), user.Text("display_name"), user.Text("email"), user.Text("uuid")]));
}
