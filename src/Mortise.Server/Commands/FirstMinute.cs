using System.Globalization;
using System.Reflection;
using System.Text;
using Mortise.Server.Platform;

namespace Mortise.Server.Commands;

/// <summary>What <c>mortise serve</c> prints when it is ready: where it is, and lines that can be copied and work as they stand.</summary>
internal static class FirstMinute
{
    public static string Text(RunningServer server, TimeSpan took)
    {
        var options = server.App.Services.GetRequiredService<MortiseOptions>();
        var version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(2);
        var database = options.Database.Length > 0 ? "PostgreSQL" : "SQLite";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"mortise {version}  profile={options.Profile}  data={options.Data} ({database})  ready in {took.TotalSeconds:0.0} s\n");
        Line("Web", $"{server.Origin}  pages and sign-in come in a later version; until then there are the API, the command line and git");
        Line("API", $"{server.Origin}/2.0  curl {server.Origin}/readyz");
        return text.ToString().TrimEnd('\n');

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-8} {value}\n");
    }
}
