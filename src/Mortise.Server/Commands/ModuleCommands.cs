using System.CommandLine;
using System.Text.Json;

namespace Mortise.Server.Commands;

/// <summary><c>mortise app why</c></summary>
internal static class ModuleCommands
{
    public static Command Why()
    {
        var path = new Argument<string>("path") { Description = "Of a page, for example /acme/rocket or /acme/rocket/pull-requests/7." };
        var user = new Option<string>("--as") { HelpName = "USER", Description = "To whom; without it, to nobody who is signed in." };
        return new Command("why", "Show which modules of apps show on a page, and why the others do not.") { path, user }.Asks(
            parsed => AdminCall.Get($"modules/why?path={Uri.EscapeDataString(parsed.GetValue(path)!)}&user={Uri.EscapeDataString(parsed.GetValue(user) ?? "")}"),
            Show);
    }

    private static void Show(JsonElement answer)
    {
        if (answer.GetProperty("modules").GetArrayLength() == 0)
            Console.Out.WriteLine("No app offers a module for this page.");

        foreach (var module in answer.GetProperty("modules").EnumerateArray())
        {
            var place = module.Text("location") is { Length: > 0 } location ? $" at {location}" : "";
            Console.Out.WriteLine($"{(module.GetProperty("shown").GetBoolean() ? Mark.Passed : Mark.Failed)} {module.Text("app")}/{module.Text("key")}  {module.Text("kind")}{place}");
            WriteConditions(module, 1);
        }
    }

    private static void WriteConditions(JsonElement owner, int depth)
    {
        if (!owner.TryGetProperty("conditions", out var conditions))
            return;

        foreach (var one in conditions.EnumerateArray())
        {
            var target = one.Text("target") is { Length: > 0 } text ? $" on {text}" : "";
            var inverted = one.GetProperty("invert").GetBoolean() ? "not " : "";
            Console.Out.WriteLine($"{new string(' ', depth * 4)}{one.Text("value"),-6}  {inverted}{one.Text("condition")}{Mark.OneLine(target)}: {Mark.OneLine(one.Text("reason"))}");
            WriteConditions(one, depth + 1);
        }
    }
}
