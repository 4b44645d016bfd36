using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>POST /2.0/repositories/{workspace}/{repo_slug}/pullrequests</summary>
/// <remarks>Who reads both repositories may ask. A second request for one pair of branches answers the open one (rest.md, D-134), and changes
/// of it what the body names: for its author, and for those who may write to the destination.</remarks>
internal sealed class CreatePullRequest(
    RepositoryStore repositories, PullRequestStore store, PullRequestGit disk, PullRequestReviewers reviewers, PullRequestAnswers answers, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>What somebody who may not write to the destination brings there at most by one request, in MiB.</summary>
    private const int MostBrought = 256;

    public static Task<IResult> HandleAsync([AsParameters] RepositoryPath path, Caller caller, CreatePullRequest create, HttpContext context) =>
        create.HandleAsync(path, caller, context);

    /// <summary>1. The body. 2. The source. 3. Both branches, and that one brings the other something. 4. The request.</summary>
    private async Task<IResult> HandleAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } destination)
            return ApiError.RepositoryNotFound();

        if (CommentRules.MaySpeak(destination, caller) is { } unbound)
            return unbound;

        var (body, problem) = await PullRequestBody.ReadAsync(context, creates: true);                                      // 1
        if (body is null)
            return problem!;

        var (source, strange) = await FindSourceAsync(body, destination, caller, cancellation);                             // 2
        if (source is null)
            return strange!;

        var author = PullRequestFinder.ActorOf(caller);
        var (asked, unknown) = await reviewers.FindAsync(body.Reviewers ?? [], author, destination, cancellation);
        if (unknown is not null)
            return unknown;

        for (var tries = 0; tries < MostTries; tries++)
        {
            var (request, refusal) = await LookAsync(body, source, destination, author, asked, cancellation);               // 3
            if (request is null)
                return refusal!;

            var (opened, tooMany) = await OpenAsync(request, destination.Allows(RepositoryPermission.Write), cancellation); // 4
            if (tooMany is not null)
                return tooMany;

            if (opened is { } number)
            {
                var made = await store.FindAsync(destination.WorkspaceId, destination.Id, number, cancellation);
                return await answers.CreatedAsync(new FoundPullRequest(made!, destination), caller, context);
            }
        }

        return ApiError.Conflict("The branches moved while the pull request was made; try again.");
    }

    /// <summary>Neither of the two: something moved meanwhile.</summary>
    private async Task<(long? Number, ApiError? Refusal)> OpenAsync(NewPullRequest request, bool mayWrite, CancellationToken cancellation)
    {
        var open = await store.FindOpenAsync(request.RepositoryId, request.SourceRepositoryId, request.SourceBranch, request.DestinationBranch, cancellation);
        if (open is null && !mayWrite && await WhyTooMuchAsync(request, cancellation) is { } tooMuch)
            return (null, tooMuch);

        long? number = open is null ? await store.TakeNumberAsync(request.RepositoryId, cancellation) : null;
        if (number is { } taken && !await disk.KeepAsync(request.RepositoryId, request.SourceRepositoryId, taken, ObjectId.Parse(request.SourceHash), cancellation))
            return (null, null);

        var standing = disk.Stand(new PullRequest
        {
            RepositoryId = request.RepositoryId,
            SourceRepositoryId = request.SourceRepositoryId,
            SourceBranch = request.SourceBranch,
            DestinationBranch = request.DestinationBranch,
        });
        var (made, refusal) = await store.AddAsync(
            request, number, mayWrite,
            () => standing.ReadSource()?.ToString() == request.SourceHash && standing.ReadDestination()?.ToString() == request.DestinationHash, cancellation);
        if (number is { } unused && made != unused)
            await disk.ForgetAsync(request.RepositoryId, unused, CancellationToken.None);

        return (made, refusal);
    }

    /// <summary>What is brought stays in the destination's repository, whatever becomes of the request.</summary>
    private async Task<ApiError?> WhyTooMuchAsync(NewPullRequest request, CancellationToken cancellation)
    {
        if (request.SourceRepositoryId == request.RepositoryId)
            return null;

        using var limit = new CancellationTokenSource(GitDeadline.Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var bytes = await disk.MeasureAsync(request.RepositoryId, request.SourceRepositoryId, ObjectId.Parse(request.SourceHash), either.Token);
            return bytes is null or <= MostBrought * 1024L * 1024 ? null : TooMuch();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return TooMuch();
        }

        static ApiError TooMuch() =>
            ApiError.BadRequest($"The source brings more than {MostBrought} MiB; only those who may write to the destination open such a pull request.");
    }

    private async Task<(Repository? Source, ApiError? Refusal)> FindSourceAsync(
        PullRequestBody body, Repository destination, Caller caller, CancellationToken cancellation)
    {
        if (body.SourceRepository is not { } named)
            return (destination, null);

        var path = named.StartsWith('{') ? new RepositoryPath("{}", named)
            : named.Split('/') is [var workspace, var slug] ? new RepositoryPath(workspace, slug)
            : null;
        if (path is null || await repositories.FindVisibleAsync(path, caller, cancellation) is not { } source)
            return (null, ApiError.InvalidField("source.repository", $"There is no repository '{named}'."));

        var related = source.Id == destination.Id || source.ParentId == destination.Id || destination.ParentId == source.Id
            || (source.ParentId is not null && source.ParentId == destination.ParentId);
        return related ? (source, null) : (null, ApiError.InvalidField("source.repository", $"The repository {source.FullName} is no fork of {destination.FullName}."));
    }

    private async Task<(NewPullRequest? Request, ApiError? Refusal)> LookAsync(
        PullRequestBody body, Repository source, Repository destination, Guid author, IReadOnlyList<Guid> asked, CancellationToken cancellation)
    {
        var target = body.DestinationBranch ?? destination.MainBranch;
        if (target is null)
            return (null, ApiError.InvalidField("destination", $"The repository {destination.FullName} is empty."));

        if (source.Id == destination.Id && target == body.SourceBranch)
            return (null, ApiError.InvalidField("source", "Source and destination are the same branch."));

        if (Tip(source, body.SourceBranch!) is not { } sourceTip)
            return (null, ApiError.InvalidField("source", $"The repository {source.FullName} has no branch '{body.SourceBranch}'."));

        if (Tip(destination, target) is not { } destinationTip)
            return (null, ApiError.InvalidField("destination", $"The repository {destination.FullName} has no branch '{target}'."));

        // A fork's commits that the destination has not are new to it by that alone.
        if (await disk.Open(destination.Id)!.HasAsync(sourceTip, cancellation) && await Merger.IsAncestorAsync(disk.Open(destination.Id)!, sourceTip, destinationTip, cancellation))
            return (null, ApiError.BadRequest("There are no changes to be pulled", $"All commits of '{body.SourceBranch}' are in '{target}' already."));

        return (new NewPullRequest
        {
            WorkspaceId = destination.WorkspaceId,
            RepositoryId = destination.Id,
            AuthorId = author,
            SourceRepositoryId = source.Id,
            SourceBranch = body.SourceBranch!,
            SourceHash = sourceTip.ToString(),
            DestinationBranch = target,
            DestinationHash = destinationTip.ToString(),
            Title = body.Title!,
            Description = body.Description ?? "",
            Draft = body.Draft ?? false,
            CloseSourceBranch = body.CloseSourceBranch ?? false,
            Reviewers = asked,
            Given = new PullRequestChanges
            {
                Title = body.Title,
                Description = body.Description,
                Draft = body.Draft,
                CloseSourceBranch = body.CloseSourceBranch,
                Reviewers = body.Reviewers is null ? null : asked,
            },
        }, null);
    }

    private ObjectId? Tip(Repository repository, string branch) =>
        BranchName.TryParse(branch, out var name) ? disk.Open(repository.Id)?.ReadTip(name.Ref) : null;
}
