using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Server.Features.Refs;

/// <summary>A branch or tag with the commit it leads to.</summary>
/// <param name="Target">Null while it was not read.</param>
/// <param name="Tag">The object of an annotated tag; null of others.</param>
internal sealed record RefItem(RefName Name, Commit? Target, AnnotatedTag? Tag)
{
    public string Type => Name.IsTag ? "tag" : "branch";
}
