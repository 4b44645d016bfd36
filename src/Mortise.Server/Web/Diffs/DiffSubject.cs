using Mortise.Git;
using Mortise.Git.Diffs;
using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Web.Diffs;

/// <summary>What a page compares.</summary>
/// <param name="Git">Sees the objects of both sides.</param>
/// <param name="Range">The two sides.</param>
/// <param name="Address">The page's own path, with its query where it needs one: the parts of the diff are asked for there.</param>
internal sealed record DiffSubject(GitRepository Git, DiffRange Range, string Address)
{
    /// <summary>Where a file of the new side is shown; null: nowhere.</summary>
    public Func<GitPath, string>? NewFile { get; init; }

    /// <summary>What is said between the lines.</summary>
    public DiffRemarks? Remarks { get; init; }

    /// <summary>Files lead to their page at the new side.</summary>
    public static DiffSubject Of(GitRepository git, DiffRange range, string address, string fullName, ObjectId commit) =>
        new(git, range, address) { NewFile = path => RepositoryPaths.Source(fullName, commit.ToString(), path) };
}

/// <summary>What stands between the lines of a diff, such as the comments of a pull request.</summary>
/// <param name="Partial">The path of the partial view of one.</param>
/// <param name="ByPath">By the file's path: the new one, or that of a removed file.</param>
/// <param name="MayAdd">Whether the visitor may add to them: <c>data-diff-may-add</c> of the diff's element.</param>
internal sealed record DiffRemarks(string Partial, ILookup<string, DiffRemark> ByPath, bool MayAdd);

/// <summary>One thing said.</summary>
/// <param name="Old">The line in the old file that it stands below, from 1; null: on none of it.</param>
/// <param name="New">The line in the new file; both null: on the file as a whole.</param>
/// <param name="Model">What the partial view shows.</param>
internal sealed record DiffRemark(long? Old, long? New, object Model)
{
    public bool IsOn(DiffLine line) => New is { } now ? line.New == now : Old is { } before && line.Old == before && line.Kind != DiffLineKind.Context;

    public bool IsOnFile => Old is null && New is null;
}
