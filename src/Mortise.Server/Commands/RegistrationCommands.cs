using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise app registration …</c>: apps with one secret for all their installations ("Develop apps").</summary>
internal static class RegistrationCommands
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    public static Command Create() => new("registration", "Apps that are registered on this host, with one secret for all their installations.")
    {
        Add(), List(), Move(), Rotate(), Remove(), Update(),
    };

    private static Command Add()
    {
        var (key, url) = (Key(), Url());
        return new Command("add", "Register an app and print its secret, alone on stdout; it is shown this once.") { key, url }.Asks(
            parsed => AdminCall.Post("app-registrations", new JsonObject { ["key"] = parsed.GetValue(key), ["descriptor_url"] = parsed.GetValue(url) }),
            answer => Console.Out.WriteLine(answer.Text("shared_secret")));
    }

    private static Command List() => new Command("list", "Show the registered apps.").Asks(
        _ => AdminCall.Get("app-registrations"), answer => Show(answer.Values()));

    private static Command Move()
    {
        var (key, url) = (Key(), Url());
        return new Command("move", "Change the registered descriptor URL; each installation moves when its app asks for it.") { key, url }.Asks(
            parsed => AdminCall.Put(PathOf(parsed.GetValue(key)!), new JsonObject { ["descriptor_url"] = parsed.GetValue(url) }), answer => Show([answer]));
    }

    private static Command Rotate()
    {
        var key = Key();
        return new Command("rotate", "Make a new secret and print it, alone on stdout; the old one counts no more.") { key }.Asks(
            parsed => AdminCall.Post(PathOf(parsed.GetValue(key)!) + "/secret"), answer => Console.Out.WriteLine(answer.Text("shared_secret")));
    }

    private static Command Remove()
    {
        var key = Key();
        return new Command("remove", "Remove the registration of an app that is installed nowhere.") { key }.Asks(
            parsed => AdminCall.Delete(PathOf(parsed.GetValue(key)!)), _ => Console.Out.WriteLine("The app is registered no more."));
    }

    private static Command Update()
    {
        var key = Key();
        var accept = new Option<bool>("--accept-scopes") { Description = "Grant what the descriptor asks for beyond the scopes that each installation has." };
        return new Command("update", "Update all installations of an app, each from its descriptor URL; progress goes to stderr.") { key, accept }.Asks(
            async (parsed, client, cancellation) =>
            {
                var answer = await client.AskAsync(
                    AdminCall.Post($"{PathOf(parsed.GetValue(key)!)}/update?accept_scopes={(parsed.GetValue(accept) ? "true" : "false")}"), cancellation);
                for (var told = -1L; answer.Problem is null;)
                {
                    var (total, done) = (Number(answer.Body, "total"), Number(answer.Body, "total") - Number(answer.Body, "waiting"));
                    if (done != told)
                        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done} of {total} done"));

                    told = done;
                    if (answer.Body.Text("state") == "ended")
                        break;

                    await Task.Delay(Round, cancellation);
                    answer = await client.AskAsync(AdminCall.Get("app-rollouts/" + answer.Body.Text("id")), cancellation);
                }

                return answer;
            },
            answer => ClientCommand.ShowTable(
                ["workspace", "result", "why"],
                answer.GetProperty("steps").EnumerateArray().Select(step => (string[])[step.Text("workspace"), step.Text("state"), step.Text("detail")])));
    }

    private static Argument<string> Key() => new("key") { Description = "The app's key." };

    private static Argument<string> Url() => new("url") { Description = "Of the app's descriptor." };

    private static string PathOf(string key) => "app-registrations/" + Uri.EscapeDataString(key);

    private static long Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt64();

    private static void Show(IEnumerable<JsonElement> registrations) =>
        ClientCommand.ShowTable(
            ["app", "installations", "not moved", "descriptor"],
            registrations.Select(one => (string[])[one.Text("key"), one.Text("installations"), one.Text("installations_elsewhere"), one.Text("descriptor_url")]));
}
