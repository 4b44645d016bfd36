using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Commands;
using Mortise.Server.Features.Addon.Updates;

namespace Mortise.Server.Features.Addon;

/// <summary>Reports of installs and updates as the command line prints them.</summary>
internal static class ReportText
{
    public static string Of(InstallReport report) => Of(report.ToJson().ToJsonString());

    /// <param name="json">As it is kept with an installation.</param>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Written(output => InstallReportText.Write(document.RootElement, output));
    }

    public static string Of(UpdateOutcome outcome)
    {
        var answer = new JsonObject { ["report"] = outcome.Report.ToJson(), ["difference"] = outcome.Difference?.ToJson() };
        using var document = JsonDocument.Parse(answer.ToJsonString());
        return Written(output => InstallReportText.WriteUpdate(document.RootElement, output));
    }

    private static string Written(Action<TextWriter> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(output);
        return output.ToString().Trim('\n');
    }
}
