using System.Globalization;
using Mortise.Connect.Descriptors;
using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>Linkers and their values on the wire.</summary>
/// <remarks>The published reference declares no schema for either; the names are decisions of ours (connect.md 12.5, 12.6).</remarks>
internal sealed class LinkerJson(PublicAddress address)
{
    /// <param name="linker">An entry of the calling app's descriptor.</param>
    public void Write(ObjectWriter o, Linker linker)
    {
        o.Write("type", "linker");
        o.Write("key", linker.Key);
        o.Write("regex", linker.Regex);
        o.Write("url", linker.Url);
        o.Write("link_type", NameOf(linker.Kind));
        o.Object("links", (Json: this, linker.Key), static (links, shown) =>
        {
            links.Link("self", shown.Json.AddressOf(shown.Key));
            links.Link("values", shown.Json.AddressOf(shown.Key) + "/values");
        });
    }

    public void WriteValue(ObjectWriter o, string linker, StoredLinkerValue value)
    {
        o.Write("type", "linker_value");
        o.Write("id", value.Id);
        o.Write("value", value.Value);
        o.Object("links", (Json: this, Linker: linker, value.Id), static (links, shown) => links.Link("self", shown.Json.AddressOf(shown.Linker, shown.Id)));
    }

    /// <summary>As descriptors spell it in <c>type</c>.</summary>
    public static string NameOf(LinkerKind kind) => kind == LinkerKind.Image ? "img" : "href";

    /// <summary>A value's own address.</summary>
    public string AddressOf(string linker, long value) => $"{AddressOf(linker)}/values/{value.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A linker's key has no character that a path would need to encode.</summary>
    private string AddressOf(string linker) => $"{address.Api}/addon/linkers/{linker}";
}
