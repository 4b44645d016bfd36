using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise linker …</c></summary>
internal static class LinkerCommands
{
    public static Command Create() => new("linker", "What apps make links of.") { Try() };

    private static Command Try()
    {
        var text = new Argument<string>("text") { Description = "What to look for links in." };
        var workspace = new Option<string>("--workspace") { Description = "Whose linkers are tried." };
        var descriptor = new Option<FileInfo>("--descriptor") { HelpName = "FILE", Description = "Try the linkers of this descriptor instead, installed or not." };
        var regex = new Option<string>("--regex") { Description = "Try this regex instead, with --target." };
        var target = new Option<string>("--target") { HelpName = "URL", Description = @"What a match of --regex leads to, with \1 to \9." };
        var values = new Option<string[]>("--value") { Description = "A value of (?K) for --descriptor or --regex; may be given often." };
        var command = new Command("try", "Show which linkers find what in a text, and which were left out and why.") { text, workspace, descriptor, regex, target, values };
        command.Validators.Add(result =>
        {
            if (new Option[] { workspace, descriptor, regex }.Count(option => result.GetResult(option) is not null) != 1)
                result.AddError("Say one of --workspace, --descriptor and --regex.");
            else if (result.GetValue(descriptor) is { Exists: false } missing)
                result.AddError($"There is no file {missing}.");
        });
        return command.Asks(
            parsed => AdminCall.Post("linkers/preview", Body(
                parsed.GetValue(text)!, parsed.GetValue(workspace), parsed.GetValue(descriptor), parsed.GetValue(regex), parsed.GetValue(target), parsed.GetValue(values) ?? [])),
            Show);
    }

    private static JsonObject Body(string text, string? workspace, FileInfo? descriptor, string? regex, string? target, string[] values)
    {
        var body = new JsonObject { ["text"] = text };
        if (workspace is not null)
            body["workspace"] = workspace;
        else if (descriptor is not null)
            body["descriptor"] = Read(descriptor);
        else
            (body["regex"], body["url"]) = (regex, target);

        if (workspace is null)
            body["values"] = new JsonArray([.. values.Select(value => (JsonNode)value)]);

        return body;
    }

    /// <summary>The document; where it is not JSON the text, so that the server says what is wrong with it.</summary>
    private static JsonNode? Read(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static void Show(JsonElement answer)
    {
        if (answer.GetProperty("matches").GetArrayLength() == 0)
            Console.Out.WriteLine("Nothing becomes a link.");
        else
            ClientCommand.ShowTable(
                ["at", "text", "app", "linker", "value", "link"],
                answer.GetProperty("matches").EnumerateArray().Select(match =>
                    (string[])[match.Text("start"), match.Text("text"), match.Text("app"), match.Text("linker"), match.Text("value"), match.Text("url")]));

        Console.Out.WriteLine();
        ClientCommand.ShowTable(
            ["app", "linker", "lane", "values", "links", "overlapped", "refused", "µs", "left out because"],
            answer.GetProperty("linkers").EnumerateArray().Select(run => (string[])
            [
                run.Text("app"), run.Text("linker"), run.Text("lane"), run.Text("values"), run.Text("links"), run.Text("overlapped"), run.Text("refused"),
                run.Text("microseconds"), run.Text("skipped"),
            ]));
    }
}
