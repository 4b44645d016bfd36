using System.CommandLine;

namespace Mortise.Server.Commands;

/// <summary><c>mortise webhook …</c>: what came of deliveries; webhooks themselves are made through the API.</summary>
internal static class WebhookCommands
{
    public static Command Create() => new("webhook", "What was sent to webhooks that keep a history.") { Attempts() };

    private static Command Attempts()
    {
        var id = new Argument<Guid>("uuid") { Description = "Of the webhook, as the API shows it." };
        return new Command("attempts", "Show the attempts to deliver to a webhook, newest first; with --json what was sent and answered.") { id }.Asks(
            parsed => AdminCall.Get($"webhooks/{parsed.GetValue(id):D}/attempts"),
            answer => ClientCommand.ShowTable(
                ["when", "event", "attempt", "ms", "outcome"],
                answer.Values().Select(one => (string[])[one.Text("started_on"), one.Text("event"), one.Text("attempt"), one.Text("milliseconds"), one.Text("outcome")])));
    }
}
