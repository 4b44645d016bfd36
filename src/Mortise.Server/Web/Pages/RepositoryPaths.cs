using Mortise.Git.Objects;
using Mortise.Git.Trees;

namespace Mortise.Server.Web.Pages;

/// <summary>Addresses of the pages of a repository, as paths of this host; <c>links.html</c> of the API says the same.</summary>
internal static class RepositoryPaths
{
    /// <param name="revision">A full hash, or the name of a branch or tag.</param>
    public static string Source(string fullName, string revision, GitPath path = default) => $"/{fullName}/src/{Segments(revision)}/{path.UrlPath}";

    public static string Raw(string fullName, ObjectId commit, GitPath path) => $"/{fullName}/raw/{commit}/{path.UrlPath}";

    public static string History(string fullName, string revision, GitPath path) => $"/{fullName}/history/{Segments(revision)}/{path.UrlPath}";

    public static string Commit(string fullName, ObjectId commit) => $"/{fullName}/commits/{commit}";

    /// <summary>The log of a branch.</summary>
    public static string CommitsOfBranch(string fullName, string branch) => $"/{fullName}/commits/branch/{Segments(branch)}";

    /// <summary>The log of a tag.</summary>
    public static string CommitsOfTag(string fullName, string tag) => $"/{fullName}/commits/tag/{Segments(tag)}";

    public static string Branch(string fullName, string branch) => $"/{fullName}/branch/{Segments(branch)}";

    /// <param name="to">What has the changes.</param>
    /// <param name="from">What it is compared with.</param>
    public static string Compare(string fullName, string to, string from) => $"/{fullName}/branches/compare/{Segments(to)}..{Segments(from)}";

    /// <summary>A name with slashes as part of an address: each part is escaped, slashes stay.</summary>
    public static string Segments(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
}
