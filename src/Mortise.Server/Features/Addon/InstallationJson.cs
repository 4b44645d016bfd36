using System.Text;
using System.Text.Json;
using Mortise.Query.Fields;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Installations on the wire. The published reference has no schema for them; these names are ours.</summary>
internal static class InstallationJson
{
    public static void Write(ObjectWriter o, Installation installation)
    {
        o.Write("id", installation.Id.ToString("D"));
        o.Write("key", installation.AppKey);
        o.Write("name", NameOf(installation));
        o.Write("client_key", installation.ClientKey);
        o.Write("workspace", installation.Workspace);
        o.Write("state", installation.State.ToString().ToLowerInvariant());
        o.Write("descriptor_url", installation.DescriptorUrl);
        o.Strings("scopes", installation.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        o.Write("created_on", Timestamp.Micro(installation.CreatedOn));
        o.Write("updated_on", Timestamp.Micro(installation.UpdatedOn));
        if (installation.RemovedOn is { } removed)
            o.Write("removed_on", Timestamp.Micro(removed));

        if (installation.DataFate is { } fate)
            o.Write("data", installation.PurgedOn is null ? fate : "erased");
    }

    public static void WriteAll(ObjectWriter o, IReadOnlyList<Installation> installations)
    {
        o.Array("values", installations, Write);
        o.Write("size", installations.Count);
    }

    /// <summary>An installation together with the report of how it went.</summary>
    public static void WriteOutcome(ObjectWriter o, InstallOutcome outcome)
    {
        o.Object("installation", outcome.Installation!, Write);
        o.Raw("report", Encoding.UTF8.GetBytes(outcome.Report.ToJson().ToJsonString()));
    }

    /// <summary>An installation after an update, with what changed and how it went.</summary>
    public static void WriteUpdate(ObjectWriter o, UpdateOutcome outcome)
    {
        o.Write("outcome", outcome.Report.Outcome);
        o.Object("installation", outcome.Installation!, Write);
        o.Raw("difference", Encoding.UTF8.GetBytes(outcome.Difference!.ToJson().ToJsonString()));
        o.Raw("report", Encoding.UTF8.GetBytes(outcome.Report.ToJson().ToJsonString()));
    }

    private static string NameOf(Installation installation)
    {
        using var json = JsonDocument.Parse(installation.Descriptor);
        return json.RootElement.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "";
    }
}
