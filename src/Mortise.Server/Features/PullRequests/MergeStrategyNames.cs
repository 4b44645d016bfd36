using Mortise.Git.Merging;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Merge strategies as the API names them (rest.md 16.5).</summary>
internal static class MergeStrategyNames
{
    public const string Default = "merge_commit";

    private static readonly Dictionary<string, MergeStrategy> ByName = new(StringComparer.Ordinal)
    {
        [Default] = MergeStrategy.MergeCommit,
        ["squash"] = MergeStrategy.Squash,
        ["fast_forward"] = MergeStrategy.FastForward,
        ["squash_fast_forward"] = MergeStrategy.SquashFastForward,
        ["rebase_fast_forward"] = MergeStrategy.RebaseFastForward,
        ["rebase_merge"] = MergeStrategy.RebaseMerge,
    };

    public static IReadOnlyCollection<string> All => ByName.Keys;

    /// <summary>The strategy of one of <see cref="All"/>.</summary>
    public static MergeStrategy Get(string name) => ByName[name];
}
