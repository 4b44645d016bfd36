using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>GET and POST /2.0/repositories/{workspace}/{repo_slug}/forks (rest.md 20.1; docs/decisions/0021-forks-share-links.md).</summary>
internal sealed class Forks(
    WorkspaceStore workspaces, RepositoryStore repositories, RepositoryCreation creation, RepositoryDirectories directories, CreationRights rights, RepositoryAnswers answers)
{
    public static async Task<IResult> ListAsync(
        [AsParameters] RepositoryPath path, string? role, Caller caller, RepositoryStore repositories, RepositoryAnswers answers, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } parent)
            return ApiError.RepositoryNotFound();

        if (!ListRepositories.TryRole(role, out var asked))
            return ListRepositories.InvalidRole();

        var filter = new RepositoryFilter(Role: asked, ParentId: parent.Id);
        var forks = await repositories.ListAsync(filter, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(forks, caller, context);
    }

    public static Task<IResult> PostAsync([AsParameters] RepositoryPath path, Caller caller, Forks forks, HttpContext context) => forks.PostAsync(path, caller, context);

    private async Task<IResult> PostAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } parent)
            return ApiError.RepositoryNotFound();

        if (parent.ForkPolicy == "no_forks")
            return ApiError.Forbidden($"The fork policy of {parent.FullName} allows no forks.");

        var (body, problem) = await RepositoryBody.ReadAsync(context, ofFork: true);
        if (body is null)
            return problem!;

        if (parent.IsPrivate && body.IsPrivate == false && await repositories.ForbidsPublicForkAsync(parent.Id, cancellation))
            return ApiError.Forbidden($"The fork policy of {parent.FullName}, or of what it is a fork of, allows no public forks.");

        var named = body.Workspace ?? HomeOf(caller);
        if (named is null || await workspaces.FindVisibleAsync(named, caller, cancellation) is not { } workspace)
            return named is null ? ApiError.InvalidField("workspace", "Name the workspace that the fork shall stand in.") : ApiError.WorkspaceNotFound(named);

        var (isOwner, forbidden) = await rights.AskAsync(workspace, body.Project, caller, cancellation);
        return forbidden ?? await ForkAsync(parent, workspace, body, isOwner, caller, context);
    }

    private async Task<IResult> ForkAsync(Repository parent, Workspace workspace, RepositoryChanges body, bool isOwner, Caller caller, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (!RepoSlug.TryFromName(body.Name ?? parent.Name, out var slug, out var problem))
            return ApiError.InvalidField("name", problem);

        var git = new GitRepository(directories.PathOf(parent.Id));
        if (body.MainBranch is { } branch && (!git.Exists() || await git.FindRefAsync(branch.Ref, cancellation) is null))
            return ApiError.InvalidField("mainbranch", $"{parent.FullName} has no branch '{branch.Value}'.");

        var fork = body.ToFork(parent, workspace.Id, slug) with { MakerId = caller.UserId, MakerAdministers = !isOwner };
        var (id, refusal) = await creation.CreateAsync(fork, made => CopyAsync(git, made, fork, cancellation), cancellation);
        if (refusal is not null)
            return refusal;

        return await repositories.FindVisibleAsync(id, caller, cancellation) is { } found
            ? await answers.CreatedAsync(found, caller, context)
            : ApiError.RepositoryNotFound();
    }

    private async Task<ApiError?> CopyAsync(GitRepository parent, Guid id, NewRepository fork, CancellationToken cancellation)
    {
        try
        {
            await parent.ForkAsync(directories.PathOf(id), BranchName.TryParse(fork.MainBranch, out var main) ? main : fork.DefaultBranch, cancellation);
            return null;
        }
        catch (Exception) when (!parent.Exists())
        {
            return ApiError.RepositoryNotFound();               // it was deleted meanwhile
        }
    }

    /// <summary>Where a fork stands that names no workspace: with the person, or with the account that an app or a token acts for.</summary>
    private static string? HomeOf(Caller caller) =>
        (caller.UserId ?? caller.Access.WorkspaceId) is { } id ? PublicAddress.Braced(id) : null;
}
