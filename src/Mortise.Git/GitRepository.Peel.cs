using Mortise.Git.Objects;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>The commits that ids come to, whether they are commits or tags of commits; null for each that is missing or comes to something else.</summary>
    public async Task<IReadOnlyList<ObjectId?>> PeelAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellation = default)
    {
        if (ids.Count == 0)
            return [];

        var infos = await CheckAsync([.. ids.Select(id => $"{id}^{{commit}}")], cancellation);
        return [.. infos.Select(info => info?.Id)];
    }
}
