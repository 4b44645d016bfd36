using Mortise.Git.Refs;

namespace Mortise.Git.Objects;

/// <summary>What people write for a commit: a hash, a beginning of one, a branch, or a tag.</summary>
/// <remarks>
/// A full hash is a hash. Else a branch comes before a tag, and both before the beginning of a hash, as in git; a full name (<c>refs/heads/…</c>,
/// <c>refs/tags/…</c>) and <c>HEAD</c> say which is meant. git's operators (<c>~2</c>, <c>^</c>, <c>@{1}</c>) are not read. Source: gitrevisions(7).
/// </remarks>
public static class Revisions
{
    /// <summary>Finds the commit; an annotated tag leads to the commit that it names.</summary>
    /// <param name="reader">Of the repository.</param>
    /// <param name="repository">The same repository.</param>
    /// <param name="revision">As written; whatever cannot be a name is missing.</param>
    /// <param name="cancellation">Ends the reader that was in use.</param>
    public static async Task<CommitResolution> ResolveAsync(
        this ObjectReader reader, GitRepository repository, string revision, CancellationToken cancellation = default)
    {
        if (ObjectId.TryParse(revision, out var id))
            return await reader.InfoAsync(id, cancellation) is { Type: ObjectType.Commit } ? CommitResolution.Found(id) : CommitResolution.Missing;

        // What these do not find is looked up once more, to tell what is ambiguous from what is missing.
        var names = Names(revision);
        if (names.Count > 0 && (await reader.InfoAsync(names, cancellation)).FirstOrDefault(info => info is not null) is { } named)
            return CommitResolution.Found(named.Id);

        return await repository.ResolveCommitAsync(revision, cancellation);
    }

    /// <summary>Of names of which each begins with the one before, the last that a branch or a tag has; a branch goes before a tag of the same name.</summary>
    /// <param name="reader">Of the repository.</param>
    /// <param name="candidates">Short names, or full ones of branches and tags; what no reference can be called is passed over.</param>
    /// <param name="cancellation">Ends the reader that was in use.</param>
    /// <returns>The place in <paramref name="candidates"/>, and the commit that the reference comes to; null: there is none.</returns>
    public static async Task<(int Candidate, ObjectId Commit)?> FindLongestAsync(
        this ObjectReader reader, IReadOnlyList<string> candidates, CancellationToken cancellation = default)
    {
        var tried = new List<(int Candidate, string Name)>();
        for (var at = candidates.Count - 1; at >= 0; at--)
        {
            foreach (var name in (string[])[$"refs/heads/{candidates[at]}", $"refs/tags/{candidates[at]}", candidates[at]])
            {
                if (RefName.TryParse(name, out var sound) && (sound.IsBranch || sound.IsTag))
                    tried.Add((at, $"{sound}^{{commit}}"));
            }
        }

        var infos = await reader.InfoAsync([.. tried.Select(one => one.Name)], cancellation);
        var found = tried.Zip(infos).FirstOrDefault(pair => pair.Second is not null);
        return found.Second is { } info ? (found.First.Candidate, info.Id) : null;
    }

    private static List<string> Names(string revision)
    {
        var names = new List<string>(4);
        if (revision == "HEAD")
            names.Add("HEAD^{commit}");
        if (RefName.TryParse(revision, out var full) && (full.IsBranch || full.IsTag))
            names.Add(full.Value + "^{commit}");
        if (BranchName.TryParse(revision, out var branch))
            names.Add(branch.Ref.Value + "^{commit}");
        if (RefName.TryOfTag(revision, out var tag))
            names.Add(tag.Value + "^{commit}");
        if (revision.Length is >= GitRepository.MinAbbreviation and < ObjectId.HexLength && revision.All(char.IsAsciiHexDigit))
            names.Add(revision + "^{commit}");

        return names;
    }
}
