using Mortise.Query.Fields;

namespace Mortise.Server.Platform.Http;

/// <summary>Entries of a <c>links</c> object: relation to <c>{"href": …}</c>.</summary>
internal static class LinkWriting
{
    public static void Link(this ObjectWriter links, string relation, string href, Shown shown = Shown.Always) =>
        links.Object(relation, href, static (link, href) => link.Write("href", href), shown);
}
