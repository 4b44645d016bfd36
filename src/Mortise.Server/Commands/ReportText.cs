using System.Text.Json;

namespace Mortise.Server.Commands;

/// <summary>An install report for people: each member of the answer as indented lines, in the order in which the server tells it.</summary>
internal static class ReportText
{
    public static void Write(JsonElement report, TextWriter output) => Write(report, output, "  ");

    private static void Write(JsonElement element, TextWriter output, string indent)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    WriteMember(member.Name.Replace('_', ' '), member.Value, output, indent);

                break;

            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Object)
                        output.WriteLine(indent + "- " + string.Join("  ", item.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).Select(member => Flat(member.Value))));
                    else
                        output.WriteLine(indent + "- " + Flat(item));
                }

                break;

            default:
                output.WriteLine(indent + Flat(element));
                break;
        }
    }

    private static void WriteMember(string name, JsonElement value, TextWriter output, string indent)
    {
        if (value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0))
            return;

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            output.WriteLine($"{indent}{name}:");
            Write(value, output, indent + "  ");
        }
        else
        {
            output.WriteLine($"{indent}{name}: {Flat(value)}");
        }
    }

    private static string Flat(JsonElement value) => value.ToString().ReplaceLineEndings(" ");
}
