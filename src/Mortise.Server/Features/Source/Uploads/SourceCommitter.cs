using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Git.Signing;
using Mortise.Git.Trees;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces.Signing;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Uploads;

/// <summary>Makes a commit of uploaded files and moves its branch there, or leaves everything as it was.</summary>
/// <remarks>
/// 1. The branch, its tip and the parent are found. 2. What is written and removed is held against the parent's files. 3. The commit is made in
/// quarantine. 4. Its objects become part of the repository, it is signed, and the branch moves by compare-and-swap. Where somebody was faster and the request
/// names no parent, all of it is done again upon the new tip. Source: rest.md 20.4.
/// </remarks>
internal sealed class SourceCommitter(SourceFinder finder, CommitAuthors authors, ReferenceMover mover, WorkspaceSigner signer, ILogger<SourceCommitter> log)
{
    private const int MostTries = 10;
    private const string UsualMessage = "Files changed over the API\n";

    /// <summary>Exactly one of the two is set.</summary>
    public async Task<(ObjectId? Commit, ApiError? Refusal)> CommitAsync(
        Repository repository, GitRepository git, SourceUpload upload, Caller caller, CancellationToken cancellation)
    {
        var committer = await authors.OfAsync(caller, repository, cancellation);
        var author = committer;
        if (upload.Author is { } raw && !authors.TryParse(raw, out author))
            return (null, ApiError.InvalidField("author", "An author is written as Name <address>."));

        for (var tries = 1; ; tries++)
        {
            var (place, refusal) = await PlaceAsync(repository, git, upload, cancellation);                         // 1
            refusal ??= await WhyNotAsync(git, place!, upload, cancellation);                                       // 2
            if (refusal is not null)
                return (null, refusal);

            TreeChange[] changes = [.. upload.Removed.Select(path => new TreeChange(path, null, null)), .. upload.Written];
            var draft = new CommitDraft(place!.Parent, author!, committer, upload.Message ?? UsualMessage, changes);
            var (made, problem) = await CommitUpload.CreateAsync(git, draft, cancellation);                         // 3
            if (made is null)
                return (null, ApiError.BadRequest("The commit is refused", problem));

            using (made)
            {
                await made.MigrateAsync();                                                                          // 4
                var sign = await signer.FindAsync(repository.WorkspaceId, cancellation);
                var commit = sign is null ? made.Id : await SignedCommit.WriteAsync(git, made.Id, sign, committer.When, cancellation);
                var update = new RefUpdate(place.Branch.Ref, place.Tip ?? ObjectId.Zero, commit);
                var outcomes = await mover.MoveAsync(repository, git, [update], atomic: true, PushService.ActorOf(caller), ReferenceIntent.Source, cancellation);
                if (outcomes[0].Moved)
                {
                    log.LogInformation("Commit {Commit} to {Branch} of {Repository} by upload", commit, place.Branch, repository.FullName);
                    return (commit, null);
                }

                if (outcomes[0].Kind is not (RefRefusal.Changed or RefRefusal.Aborted or RefRefusal.Locked) || upload.Parent is not null || tries == MostTries)
                    return (null, Refused(outcomes[0], place.Branch));
            }
        }
    }

    private static ApiError Refused(RefOutcome outcome, BranchName branch) => outcome.Kind switch
    {
        RefRefusal.NameConflict => ApiError.InvalidField("branch", $"Another branch stands in the way of '{branch}': {outcome.Refusal}."),
        _ => ApiError.Conflict($"The branch '{branch}' has moved meanwhile: {outcome.Refusal}. Read it again and repeat the request."),
    };

    /// <summary>An empty repository gets a root commit; a new branch begins at the parent that is named, or where the main branch is.</summary>
    private static async Task<(Place? Place, ApiError? Refusal)> PlaceAsync(
        Repository repository, GitRepository git, SourceUpload upload, CancellationToken cancellation)
    {
        if (await git.FindHeadAsync(cancellation) is not { } head || !BranchName.TryFrom(head.Target, out var main))
            return (null, ApiError.Unavailable($"{repository.FullName} is being created or deleted. Try again in a moment."));

        ObjectId? parent = null;
        if (upload.Parent is { } named)
        {
            var found = await git.ResolveCommitAsync(named, cancellation);
            if (found.Match != CommitMatch.Found)
                return (null, ApiError.InvalidField("parents", found.Match == CommitMatch.Ambiguous ? $"Several commits begin with '{named}'." : $"There is no commit '{named}'."));

            parent = found.Id;
        }

        var branch = upload.Branch ?? main;
        if (await git.FindRefAsync(branch.Ref, cancellation) is { } tip)
            return parent is null || parent == tip
                ? (new Place(branch, tip, tip), null)
                : (null, ApiError.Conflict($"The tip of the branch '{branch}' is {tip}, and not {parent}. Read it again and repeat the request."));

        if (upload.Branch is null && parent is not null)
            return (null, ApiError.Conflict($"The main branch '{branch}' has no commit yet, so that {parent} is not its tip."));

        parent ??= head.Commit;
        var isEmpty = parent is null && (await git.ListRefsAsync("refs/heads/", cancellation)).Count == 0;
        return parent is not null || isEmpty
            ? (new Place(branch, null, parent), null)
            : (null, ApiError.InvalidField("parents", "The main branch has no commit, and the repository is not empty: name the commit that the new branch begins at."));
    }

    /// <summary>Nothing goes unsaid: a file never takes the place of a directory, nor a directory that of a file, unless the request removes what is there.</summary>
    private async Task<ApiError?> WhyNotAsync(GitRepository git, Place place, SourceUpload upload, CancellationToken cancellation)
    {
        var removed = upload.Removed.ToHashSet();
        if (upload.Written.Count == 0 && removed.Count == 0 && (place.Tip is not null || place.Parent is null))
            return ApiError.BadRequest("There is nothing to commit", "Send files, name some in 'files' to remove them, or name a new branch in 'branch'.");

        var written = upload.Written.Select(change => change.Path).ToHashSet();
        if (written.SelectMany(DirectoriesOf).FirstOrDefault(written.Contains) is { IsRoot: false } both)
            return ApiError.InvalidField(both.Text, "The request sends this as a file, and files below it.");

        if (place.Parent is not { } parent)
            return removed.Count == 0 ? null : NoFile(removed.First());

        var reader = finder.Reader(git);
        if (await reader.ReadCommitAsync(parent, cancellation) is not { } commit)
            return ApiError.InvalidField("parents", $"The commit {parent} cannot be read.");

        var trees = new TreeReader(reader);
        foreach (var path in removed)
        {
            if (await trees.FindAsync(commit.Tree, path, cancellation) is not { IsDirectory: false } found)
                return NoFile(path);

            if (found.Kind == TreeEntryKind.Submodule)
                return ApiError.InvalidField(path.Text, "This is a submodule, which the API does not change.");
        }

        foreach (var path in written)
        {
            if (await trees.FindAsync(commit.Tree, path, cancellation) is { Kind: TreeEntryKind.Directory or TreeEntryKind.Submodule } there)
                return ApiError.InvalidField(path.Text, there.IsDirectory ? "There is a directory of this name." : "This is a submodule, which the API does not change.");
        }

        foreach (var directory in written.SelectMany(DirectoriesOf).Distinct().Where(directory => !removed.Contains(directory)))
        {
            if (await trees.FindAsync(commit.Tree, directory, cancellation) is { IsDirectory: false })
                return ApiError.InvalidField(directory.Text, "There is a file of this name; remove it by 'files' to make it a directory.");
        }

        return null;

        static ApiError NoFile(GitPath path) => ApiError.InvalidField("files", $"There is no file '{path}' to remove.");
    }

    private static IEnumerable<GitPath> DirectoriesOf(GitPath path)
    {
        for (var directory = path.Parent; !directory.IsRoot; directory = directory.Parent)
            yield return directory;
    }

    /// <param name="Branch">The branch that moves.</param>
    /// <param name="Tip">Where it is; null: it is new.</param>
    /// <param name="Parent">What the commit is made upon; null: nothing.</param>
    private sealed record Place(BranchName Branch, ObjectId? Tip, ObjectId? Parent);
}
