using System.Globalization;
using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.PullRequests;

/// <summary>The repositories of a pull request on disk, and what is kept of its source in the destination's.</summary>
internal sealed partial class PullRequestGit(DataDirectory directory)
{
    /// <summary>The repository on disk; null when it is not there.</summary>
    public GitRepository? Open(Guid? repository) =>
        repository is { } id && new GitRepository(directory.RepositoryPath(id)) is var git && git.Exists() ? git : null;

    /// <summary>
    /// Keeps the source's commit in the destination's repository, under a name that no client sees: also of a fork, and after its branch is gone.
    /// </summary>
    /// <remarks>The name announces nothing and no row follows from it, so that it moves without an intent (docs/decisions/0022).</remarks>
    /// <returns>False: the commit is in neither repository.</returns>
    public Task<bool> KeepAsync(Guid destination, Guid? source, long number, ObjectId commit, CancellationToken cancellation) =>
        new GitRepository(directory.RepositoryPath(destination)).KeepAsync(Kept(number), commit, source == destination ? null : Open(source), cancellation);

    /// <summary>How many bytes a commit of another repository would bring to the destination; null: it is gone.</summary>
    public async Task<long?> MeasureAsync(Guid destination, Guid source, ObjectId commit, CancellationToken cancellation) =>
        Open(source) is { } from && Open(destination) is { } git ? await git.MeasureAsync(commit, from, cancellation) : null;

    /// <summary>Lets go of what was kept for a request that was not opened after all.</summary>
    public Task ForgetAsync(Guid destination, long number, CancellationToken cancellation) =>
        new GitRepository(directory.RepositoryPath(destination)).ForgetAsync(Kept(number), cancellation);

    /// <summary>Where both branches of a request stand.</summary>
    public PullRequestStanding Stand(PullRequest request)
    {
        var source = Open(request.SourceRepositoryId);
        var destination = new GitRepository(directory.RepositoryPath(request.RepositoryId));
        return new PullRequestStanding
        {
            Request = request,
            SourceGit = source,
            DestinationGit = destination,
            Source = source?.ReadTip(BranchName.Parse(request.SourceBranch).Ref),
            Destination = destination.ReadTip(BranchName.Parse(request.DestinationBranch).Ref),
        };
    }

    /// <summary>The same where only the destination is of interest, and its tip is known.</summary>
    public PullRequestStanding Stand(PullRequest request, ObjectId? destination) => new()
    {
        Request = request,
        SourceGit = null,
        DestinationGit = new GitRepository(directory.RepositoryPath(request.RepositoryId)),
        Source = null,
        Destination = destination,
    };

    private static RefName Kept(long number) => RefName.Parse(string.Create(CultureInfo.InvariantCulture, $"refs/mortise/pull-requests/{number}"));
}
