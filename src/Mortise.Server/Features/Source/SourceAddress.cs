using Microsoft.AspNetCore.Http.Features;
using Mortise.Git.Trees;

namespace Mortise.Server.Features.Source;

/// <summary>What stands after <c>src</c> or <c>filehistory</c> in an address: a revision and a path, both with slashes, as bytes.</summary>
/// <remarks>
/// Read from the address as it came: the routed one has lost the difference between <c>%2F</c> and itself, and bytes that are no UTF-8. Where the
/// address has dots to resolve, or words spelled with escapes, the routed form counts.
/// </remarks>
/// <param name="Names">The segments, decoded; an escaped slash parts two of them.</param>
/// <param name="EndsInSlash">Whether the address asks for a directory.</param>
internal sealed record SourceAddress(IReadOnlyList<byte[]> Names, bool EndsInSlash)
{
    private const string Root = "repositories";

    /// <summary>Segments from <c>repositories</c> to <c>src</c>: the word, workspace, repository, the word.</summary>
    private const int Lead = 4;

    /// <summary>Segments of a page before the revision: workspace, repository, the word.</summary>
    private const int LeadOfPage = 3;

    public static SourceAddress Of(HttpContext context) => Of(context, static segments => Array.IndexOf(segments, Root) is var at and >= 0 ? at + Lead : -1);

    /// <summary>As the other, of a page: <c>/{workspace}/{repo_slug}/src/{revision}/{path}</c>, with whichever word in the third place.</summary>
    public static SourceAddress OfPage(HttpContext context) => Of(context, static _ => LeadOfPage);

    /// <summary>The root directory of a commit.</summary>
    public static SourceAddress OfCommit(Git.Objects.ObjectId commit) => new([System.Text.Encoding.ASCII.GetBytes(commit.ToString())], EndsInSlash: true);

    private static SourceAddress Of(HttpContext context, Func<string[], int> findStart)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = PathOf(raw);
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (findStart(segments) < LeadOfPage || segments.Any(segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or ".."))
        {
            path = context.Request.Path.ToUriComponent();
            segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        }

        var names = segments.Skip(Math.Max(0, findStart(segments))).SelectMany(Names).ToArray();
        return new SourceAddress(names, path.EndsWith('/'));

        static IEnumerable<byte[]> Names(string segment) => GitPath.Of(Percent.Decode(segment)).Names();
    }

    /// <summary>The first names as one text, such as the name of a branch.</summary>
    public string Text(int names) => System.Text.Encoding.UTF8.GetString(Join(Names.Take(names)).Bytes);

    /// <summary>The path after the first names.</summary>
    public GitPath PathAfter(int names) => Join(Names.Skip(names));

    private static GitPath Join(IEnumerable<byte[]> names) => names.Aggregate(GitPath.Root, (path, name) => path.Append(name));

    /// <summary>Without the query, and without the origin that a proxy may put before it.</summary>
    private static string PathOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        return path.StartsWith('/') || scheme < 0 ? path : path[(path.IndexOf('/', scheme + 3) is var slash and >= 0 ? slash : path.Length)..];
    }
}
