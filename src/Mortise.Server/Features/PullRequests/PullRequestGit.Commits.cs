using Mortise.Git.Objects;

namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestGit
{
    /// <summary>The requests of a repository that bring a commit: their source has it, and their destination had not.</summary>
    /// <remarks>One walk for all sources, and one for the destinations of those that remain; neither grows with the number of requests.</remarks>
    public async Task<IReadOnlyList<long>> ListWithAsync(Guid repository, ObjectId commit, IReadOnlyList<PullRequestEnds> ends, CancellationToken cancellation)
    {
        if (ends.Count == 0 || Open(repository) is not { } git)
            return [];

        var after = await git.ListReachingAsync(commit, [.. ends.Select(one => ObjectId.Parse(one.SourceHash))], cancellation);
        var candidates = ends.Where(one => after.Contains(ObjectId.Parse(one.SourceHash))).ToArray();
        var before = await git.ListReachingAsync(commit, [.. candidates.Select(one => ObjectId.Parse(one.DestinationHash))], cancellation);
        return [.. candidates.Where(one => !before.Contains(ObjectId.Parse(one.DestinationHash))).Select(one => one.Number)];
    }
}
