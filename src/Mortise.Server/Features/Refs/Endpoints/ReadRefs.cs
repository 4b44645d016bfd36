using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Refs.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/refs, …/refs/branches, …/refs/tags, and one of either</summary>
internal sealed class ReadRefs(RepositoryStore repositories, CommitFinder commits, RefAnswers answers)
{
    private static readonly string[] Branches = ["refs/heads/"];
    private static readonly string[] Tags = ["refs/tags/"];

    public static Task<IResult> AllAsync([AsParameters] RepositoryPath path, Caller caller, ReadRefs read, HttpContext context) =>
        read.ListAsync(path, [.. Branches, .. Tags], caller, context);

    public static Task<IResult> BranchesAsync([AsParameters] RepositoryPath path, Caller caller, ReadRefs read, HttpContext context) =>
        read.ListAsync(path, Branches, caller, context);

    public static Task<IResult> TagsAsync([AsParameters] RepositoryPath path, Caller caller, ReadRefs read, HttpContext context) =>
        read.ListAsync(path, Tags, caller, context);

    public static Task<IResult> BranchAsync([AsParameters] RepositoryPath path, string? name, Caller caller, ReadRefs read, HttpContext context) =>
        read.OneAsync(path, RefPlace.OfBranch(name), caller, context);

    public static Task<IResult> TagAsync([AsParameters] RepositoryPath path, string? name, Caller caller, ReadRefs read, HttpContext context) =>
        read.OneAsync(path, RefPlace.OfTag(name), caller, context);

    private async Task<IResult> ListAsync(RepositoryPath path, string[] prefixes, Caller caller, HttpContext context) =>
        await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is { } repository
            ? await answers.PageAsync(repository, commits.Open(repository), prefixes, context)
            : ApiError.RepositoryNotFound();

    private async Task<IResult> OneAsync(RepositoryPath path, RefPlace place, Caller caller, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var git = commits.Open(repository);
        if (place.Name is not { } name || !git.Exists() || await git.FindRefAsync(name, context.RequestAborted) is not { } id)
            return place.NotFound();

        return await answers.OneAsync(repository, git, name, id, isNew: false, context) ?? place.NotFound();
    }
}

/// <summary>A branch or tag as a path names it.</summary>
/// <param name="Kind">For people.</param>
/// <param name="Text">As written.</param>
/// <param name="Name">Null where nothing can be called so.</param>
internal readonly record struct RefPlace(string Kind, string Text, RefName? Name)
{
    public static RefPlace OfBranch(string? name)
    {
        var text = CommitFinder.Spelled(name ?? "");
        return new("Branch", text, BranchName.TryParse(text, out var branch) ? branch.Ref : null);
    }

    public static RefPlace OfTag(string? name)
    {
        var text = CommitFinder.Spelled(name ?? "");
        return new("Tag", text, RefName.TryOfTag(text, out var tag) ? tag : null);
    }

    public ApiError NotFound() => ApiError.NotFound($"{Kind} '{Text}' not found.");
}
