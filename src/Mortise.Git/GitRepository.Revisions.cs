using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Of names of which each begins with the one before, the last that a branch or a tag has; a branch goes before a tag of the same name.</summary>
    /// <param name="candidates">Short names, or full ones below <c>refs/</c>; what no reference can be called is passed over.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <returns>The place in <paramref name="candidates"/>, and the commit that the reference comes to; null: there is none.</returns>
    public async Task<(int Candidate, ObjectId Commit)?> FindLongestRefAsync(IReadOnlyList<string> candidates, CancellationToken cancellation = default)
    {
        var tried = new List<(int Candidate, string Name)>();
        for (var at = candidates.Count - 1; at >= 0; at--)
        {
            foreach (var name in (string[])[$"refs/heads/{candidates[at]}", $"refs/tags/{candidates[at]}", candidates[at]])
            {
                if (RefName.TryParse(name, out var sound))
                    tried.Add((at, sound.Value));
            }
        }

        if (tried.Count == 0)
            return null;

        var infos = await CheckAsync([.. tried.Select(one => one.Name + "^{commit}")], cancellation);
        var found = tried.Zip(infos).FirstOrDefault(pair => pair.Second is not null);
        return found.Second is { } info ? (found.First.Candidate, info.Id) : null;
    }
}
