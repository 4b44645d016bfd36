using System.Text.Json.Nodes;
using Mortise.Git;
using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source.Uploads;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Refs.Endpoints;

/// <summary>POST /2.0/repositories/{workspace}/{repo_slug}/refs/{branches, tags}, and DELETE of one of either (rest.md 20.3)</summary>
internal sealed class ChangeRefs(
    RepositoryStore repositories, CommitFinder commits, ReferenceMover mover, CommitAuthors authors, RefAnswers answers, ILogger<ChangeRefs> log)
{
    private const int MostNameCharacters = 250;
    private const int MostMessageCharacters = 64 * 1024;

    public static Task<IResult> PostBranchAsync([AsParameters] RepositoryPath path, Caller caller, ChangeRefs change, HttpContext context) =>
        change.PostAsync(path, isTag: false, caller, context);

    public static Task<IResult> PostTagAsync([AsParameters] RepositoryPath path, Caller caller, ChangeRefs change, HttpContext context) =>
        change.PostAsync(path, isTag: true, caller, context);

    public static Task<IResult> DeleteBranchAsync([AsParameters] RepositoryPath path, string? name, Caller caller, ChangeRefs change, HttpContext context) =>
        change.DeleteAsync(path, RefPlace.OfBranch(name), caller, context);

    public static Task<IResult> DeleteTagAsync([AsParameters] RepositoryPath path, string? name, Caller caller, ChangeRefs change, HttpContext context) =>
        change.DeleteAsync(path, RefPlace.OfTag(name), caller, context);

    /// <summary>1. The body. 2. The commit. 3. Of a tag its object. 4. The reference.</summary>
    private async Task<IResult> PostAsync(RepositoryPath path, bool isTag, Caller caller, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (repository, refusal) = await FindAsync(path, caller, cancellation);
        if (repository is null)
            return refusal!;

        var (body, problem) = await JsonBody.ReadAsync(context);                                                        // 1
        if (body is null)
            return problem!;

        var members = new BodyMembers(body.Root);
        var (text, hash) = (members.Text("name", MostNameCharacters), members.TextIn("target", MostNameCharacters, "hash"));
        var message = isTag ? members.Text("message", MostMessageCharacters, lines: true) : null;
        var place = isTag ? RefPlace.OfTag(text) : RefPlace.OfBranch(text);
        if (Fault(members, place, text, hash) is { } fault)
            return fault;

        var git = commits.Open(repository);
        if (repository.MainBranch is null)
            return ApiError.BadRequest($"{repository.FullName} has no commits yet: push one before a branch or tag is made.");

        var (target, unknown) = await commits.ResolveAsync(git, hash!, cancellation);                                   // 2
        if (unknown is not null)
            return unknown.Status == 404 ? ApiError.InvalidField("target.hash", $"There is no commit '{hash}' in {repository.FullName}.") : unknown;

        if (await git.FindRefAsync(place.Name!.Value, cancellation) is not null)
            return Exists(place);

        var id = isTag ? await TagAsync(repository, git, place, target, message, caller, cancellation) : target;        // 3
        var outcomes = await mover.MoveAsync(
            repository, git, [new RefUpdate(place.Name.Value, ObjectId.Zero, id)], atomic: true, PushService.ActorOf(caller), ReferenceIntent.Refs, cancellation);   // 4
        if (!outcomes[0].Moved)
            return Refused(outcomes[0], place);

        log.LogInformation("{Kind} {Name} of {Repository} made at {Commit}", place.Kind, place.Text, repository.FullName, target);
        return await answers.OneAsync(repository, git, place.Name.Value, id, isNew: true, context) ?? place.NotFound();
    }

    private async Task<IResult> DeleteAsync(RepositoryPath path, RefPlace place, Caller caller, HttpContext context)
    {
        var (repository, refusal) = await FindAsync(path, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        var git = commits.Open(repository);
        if (place.Name is not { } name || !git.Exists() || await git.FindRefAsync(name, context.RequestAborted) is not { } id)
            return place.NotFound();

        if (name.IsBranch && name.Short == repository.MainBranch)
            return ApiError.BadRequest($"'{name.Short}' is the main branch of {repository.FullName}; choose another main branch before deleting it.");

        var outcomes = await mover.MoveAsync(
            repository, git, [new RefUpdate(name, id, ObjectId.Zero)], atomic: true, PushService.ActorOf(caller), ReferenceIntent.Refs, context.RequestAborted);
        if (!outcomes[0].Moved)
            return Refused(outcomes[0], place);

        log.LogInformation("{Kind} {Name} of {Repository} deleted from {Object}", place.Kind, place.Text, repository.FullName, id);
        return TypedResults.NoContent();
    }

    private async Task<(Repository? Repository, ApiError? Refusal)> FindAsync(RepositoryPath path, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (null, ApiError.RepositoryNotFound());

        return repository.Allows(RepositoryPermission.Write)
            ? (repository, null)
            : (null, ApiError.Forbidden($"You may read {repository.FullName}, but not change its branches and tags."));
    }

    private static ApiError? Fault(BodyMembers members, RefPlace place, string? name, string? hash)
    {
        if (string.IsNullOrEmpty(name))
            members.Fault("name", "This field is required: a text.");
        else if (place.Name is null || name.StartsWith("refs/", StringComparison.Ordinal))
            members.Fault("name", $"'{name}' is no name that git takes for a {place.Kind.ToLowerInvariant()}; it is written without refs/heads/ and refs/tags/.");
        if (string.IsNullOrEmpty(hash))
            members.Fault("target", "This field is required: an object with the hash of a commit, or the name of a branch.");

        return members.Problem;
    }

    private async Task<ObjectId> TagAsync(
        Repository repository, GitRepository git, RefPlace place, ObjectId target, string? message, Caller caller, CancellationToken cancellation)
    {
        var by = await authors.OfAsync(caller, repository, cancellation);
        var text = string.IsNullOrWhiteSpace(message) ? $"Added tag {place.Text} for changeset {target.ToString()[..12]}" : message;
        return await git.WriteTagAsync(target, place.Name!.Value, new MergePerson(by.Name, by.Email), by.When, text, cancellation);
    }

    private static ApiError Exists(RefPlace place) => ApiError.BadRequest(
        $"{place.Kind} '{place.Text}' already exists.", new JsonObject { ["key"] = $"{place.Kind.ToUpperInvariant()}_ALREADY_EXISTS" });

    private static ApiError Refused(RefOutcome outcome, RefPlace place) => outcome.Kind switch
    {
        RefRefusal.Changed => ApiError.Conflict($"{place.Kind} '{place.Text}' changed meanwhile."),
        RefRefusal.NameConflict => ApiError.BadRequest($"{place.Kind} '{place.Text}' cannot be made: another name stands in its way, as 'a' does for 'a/b'."),
        _ => ApiError.Conflict($"{place.Kind} '{place.Text}' did not move: {outcome.Refusal}"),
    };
}
