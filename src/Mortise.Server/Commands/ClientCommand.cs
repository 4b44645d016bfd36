using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mortise.Server.Commands;

/// <summary>What the commands that speak to a server have in common: how it is found, and how answers are shown.</summary>
internal static class ClientCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A command that asks once and shows the answer.</summary>
    /// <param name="command">With its own options and arguments.</param>
    /// <param name="call">Makes the question of a command line.</param>
    /// <param name="show">Writes an answer for people; with <c>--json</c> the answer is shown as it came.</param>
    /// <param name="showRefusal">Writes for people what a refusal tells beside its one line; with <c>--json</c> it is shown as it came.</param>
    public static Command Asks(this Command command, Func<ParseResult, AdminCall> call, Action<JsonElement> show, Action<JsonElement>? showRefusal = null) =>
        command.Asks((parsed, client, cancellation) => client.AskAsync(call(parsed), cancellation), show, showRefusal);

    /// <summary>As the other overload, for a command that asks more than once.</summary>
    public static Command Asks(
        this Command command, Func<ParseResult, AdminClient, CancellationToken, Task<AdminAnswer>> ask, Action<JsonElement> show,
        Action<JsonElement>? showRefusal = null)
    {
        var url = new Option<string>("--url") { HelpName = "URL", Description = "The server; MORTISE_URL, or the one that runs on the data directory, unless told." };
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "The server's data directory.", DefaultValueFactory = _ => "./data" };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        command.Options.Add(url);
        command.Options.Add(data);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (client, problem) = AdminClient.Find(parsed.GetValue(url), parsed.GetValue(data)!);
            if (client is null)
                return await FailAsync(problem!);

            using (client)
            {
                var answer = await ask(parsed, client, cancellation);
                var forPeople = answer.Problem is null ? show : showRefusal;
                if (forPeople is not null && answer.Body.ValueKind != JsonValueKind.Undefined)
                {
                    if (parsed.GetValue(json))
                        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer.Body, Indented));
                    else
                        forPeople(answer.Body);
                }

                return answer.Problem is null ? 0 : await FailAsync(answer.Problem);
            }
        });
        return command;
    }

    /// <summary>A table in plain text: no blank ends a line, and a cell is never broken, so that other programs can read it as well.</summary>
    public static void ShowTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(Mark.OneLine).ToList()).ToList();
        var widths = columns.Select((column, at) => cells.Select(row => row[at].Length).Append(column.Length).Max()).ToList();
        string[] rule = [.. widths.Select(width => new string('─', width))];
        foreach (var row in cells.Prepend([.. rule]).Prepend([.. columns]))
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, at) => cell.PadRight(widths[at]))).TrimEnd());
    }

    /// <summary>The member's text; empty when it is absent or null.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return "";
        }

        return element.ValueKind == JsonValueKind.Null ? "" : element.ToString();
    }

    /// <summary>The elements of the answer's <c>values</c>.</summary>
    public static IEnumerable<JsonElement> Values(this JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array ? values.EnumerateArray() : [];

    private static async Task<int> FailAsync(string problem)
    {
        await Console.Error.WriteLineAsync("mortise: " + problem);
        return 1;
    }
}
