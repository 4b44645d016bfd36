using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise consumer …</c></summary>
internal static class ConsumerCommands
{
    public static Command Create() => new("consumer", "Clients of OAuth.") { Add(), List(), Rotate(), Delete() };

    private static Command Add()
    {
        var name = new Argument<string>("name") { Description = "What people see when they are asked for access." };
        var workspace = new Option<string>("--workspace") { Description = "Whose it is, and whom it acts for by client credentials.", Required = true };
        var callback = new Option<string>("--callback") { HelpName = "URL", Description = "Where codes are sent to; without one it cannot ask people." };
        var scope = new Option<string[]>("--scope") { Description = "May be repeated; the most that it can ask for." };
        var description = new Option<string>("--description") { Description = "A sentence about it." };
        var url = new Option<string>("--site") { HelpName = "URL", Description = "Its site." };
        var isPublic = new Option<bool>("--public") { Description = "For a program that cannot keep a secret: it gets no client credentials." };
        return new Command("add", "Make a consumer and print its key and secret; the secret is shown this once.") { name, workspace, callback, scope, description, url, isPublic }.Asks(
            parsed => AdminCall.Post("oauth-consumers", new JsonObject
            {
                ["workspace"] = parsed.GetValue(workspace),
                ["name"] = parsed.GetValue(name),
                ["description"] = parsed.GetValue(description),
                ["url"] = parsed.GetValue(url),
                ["callback_url"] = parsed.GetValue(callback),
                ["is_private"] = !parsed.GetValue(isPublic),
                ["scopes"] = new JsonArray([.. parsed.GetValue(scope)!.Select(one => JsonValue.Create(one))]),
            }),
            ShowSecret);
    }

    private static Command List()
    {
        var workspace = new Option<string>("--workspace") { Description = "Only those of this workspace." };
        return new Command("list", "Show all consumers.") { workspace }.Asks(
            parsed => AdminCall.Get("oauth-consumers" + (parsed.GetValue(workspace) is { } one ? $"?workspace={Uri.EscapeDataString(one)}" : "")),
            answer => ClientCommand.ShowTable(
                ["key", "workspace", "name", "callback", "scopes"],
                answer.Values().Select(one => (string[])[one.Text("key"), one.Text("workspace"), one.Text("name"), one.Text("callback_url"), one.Text("scopes")])));
    }

    private static Command Rotate()
    {
        var key = Key();
        return new Command("rotate", "Give a consumer a new secret; the old one counts no more at once, tokens stay.") { key }.Asks(
            parsed => AdminCall.Post($"oauth-consumers/{Uri.EscapeDataString(parsed.GetValue(key)!)}/rotate"), ShowSecret);
    }

    private static Command Delete()
    {
        var key = Key();
        return new Command("delete", "Remove a consumer with every consent and token it has.") { key }.Asks(
            parsed => AdminCall.Delete($"oauth-consumers/{Uri.EscapeDataString(parsed.GetValue(key)!)}"),
            _ => Console.Out.WriteLine("The consumer is gone, and so are its tokens."));
    }

    private static Argument<string> Key() => new("key") { Description = "As 'consumer list' shows it." };

    private static void ShowSecret(JsonElement consumer) =>
        ClientCommand.ShowTable(["key", "secret"], [[consumer.Text("key"), consumer.Text("secret")]]);
}
