using Mortise.Connect.Descriptors;
using Mortise.Query.Filtering;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>What <c>q</c> and <c>sort</c> may name of an app's linkers and of their values.</summary>
internal static class LinkerQuery
{
    public static readonly MemoryFields<Linker> Fields = new MemoryFields<Linker>()
        .Text("key", linker => linker.Key)
        .Text("regex", linker => linker.Regex)
        .Text("url", linker => linker.Url)
        .Choice("link_type", linker => LinkerJson.NameOf(linker.Kind), "href", "img");

    public static readonly SqlFields ValueFields = new SqlFields()
        .Number("id", "v.id", isRequired: true)
        .Text("value", "v.value", isRequired: true);
}
