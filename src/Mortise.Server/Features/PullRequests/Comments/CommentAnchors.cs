using Mortise.Git.Objects;
using Mortise.Git.Trees;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>What the files that comments are on hold at the source of a pull request.</summary>
internal sealed class CommentAnchors(PullRequestGit git, CatFilePool readers)
{
    /// <summary>The id of each path's content as the source has it now; null where it has no such file.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> FindAsync(PullRequest request, IEnumerable<string> paths, CancellationToken cancellation)
    {
        var found = paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, _ => (string?)null, StringComparer.Ordinal);
        if (found.Count == 0 || git.Open(request.RepositoryId) is not { } repository)
            return found;

        var objects = readers.Of(repository);
        if (await objects.ReadCommitAsync(ObjectId.Parse(request.SourceHash), cancellation) is not { } source)
            return found;

        var trees = new TreeReader(objects);
        foreach (var path in found.Keys.ToArray())
        {
            if (await trees.FindAsync(source.Tree, GitPath.Of(path), cancellation) is { } entry)
                found[path] = entry.Id.ToString();
        }

        return found;
    }
}
