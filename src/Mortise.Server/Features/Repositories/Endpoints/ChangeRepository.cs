using Mortise.Git;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>POST, PUT and DELETE /2.0/repositories/{workspace}/{repo_slug}</summary>
/// <remarks>Owners of the workspace create, and who may in a project, there; administrators of a repository change and delete it.</remarks>
internal sealed class ChangeRepository(
    WorkspaceStore workspaces, RepositoryStore repositories, RepositoryCreation creation, RepositoryDirectories directories, CreationRights rights,
    AccessStore access, RepositoryAnswers answers)
{
    public static Task<IResult> PostAsync([AsParameters] RepositoryPath path, Caller caller, ChangeRepository change, HttpContext context) =>
        change.PostAsync(path, caller, context);

    public static Task<IResult> PutAsync([AsParameters] RepositoryPath path, Caller caller, ChangeRepository change, HttpContext context) =>
        change.PutAsync(path, caller, context);

    public static Task<IResult> DeleteAsync([AsParameters] RepositoryPath path, Caller caller, ChangeRepository change, HttpContext context) =>
        change.DeleteAsync(path, caller, context);

    private async Task<IResult> PostAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        if (await WhyNotCreateAsync(path, caller, context.RequestAborted) is { } refusal)
            return refusal;

        var (body, problem) = await RepositoryBody.ReadAsync(context);
        return body is null ? problem! : await CreateAsync(path, body, caller, context);
    }

    private async Task<IResult> PutAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is { } stored)
        {
            if (!stored.Allows(RepositoryPermission.Admin))
                return ApiError.Forbidden($"Only administrators of {stored.FullName} change it.");

            var (changes, wrong) = await RepositoryBody.ReadAsync(context);
            return changes is null ? wrong! : await UpdateAsync(stored, changes, caller, context);
        }

        // Absent and hidden repositories take one way from here. A slug that was renamed does not come back by an update that missed the renaming.
        if (await WhyNotCreateAsync(path, caller, context.RequestAborted) is { } refusal)
            return refusal;

        if (Identifier.TryParseBraced(path.RepoSlug, out _) || await repositories.FindRenamedAsync(path, caller, context.RequestAborted) is not null)
            return ApiError.RepositoryNotFound();

        if (IfMatch.CheckAbsent(context) is { } stale)
            return stale;

        var (body, problem) = await RepositoryBody.ReadAsync(context);
        return body is null ? problem! : await CreateAsync(path, body, caller, context);
    }

    private async Task<IResult> DeleteAsync(RepositoryPath path, Caller caller, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } stored)
            return ApiError.RepositoryNotFound();

        if (!stored.Allows(RepositoryPermission.Admin))
            return ApiError.Forbidden($"Only administrators of {stored.FullName} delete it.");

        var parent = await answers.FindParentAsync(stored, caller, context.RequestAborted);
        var refusal = await repositories.DeleteAsync(
            stored.Id, caller, now => WhyNotChange(now, parent, caller, context), context.RequestAborted);
        if (refusal is not null)
            return refusal;

        await Task.Run(() => directories.Remove(stored.Id), CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>Asked inside the write: a right that was taken away a moment ago does not count any more.</summary>
    private ApiError? WhyNotChange(Repository stored, Repository? parent, Caller caller, HttpContext context) =>
        stored.Allows(RepositoryPermission.Admin) ? answers.IfMatch(stored, parent, caller, context) : ApiError.Forbidden($"Only administrators of {stored.FullName} change it.");

    private async Task<ApiError?> WhyNotCreateAsync(RepositoryPath path, Caller caller, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(path.Workspace, caller, cancellation) is not { } workspace)
            return ApiError.WorkspaceNotFound(path.Workspace);

        return await access.MayCreateSomewhereAsync(caller, workspace.Id, cancellation)
            ? null
            : ApiError.Forbidden($"Only owners of the workspace {workspace.Slug} create repositories in it.");
    }

    private async Task<IResult> CreateAsync(RepositoryPath path, RepositoryChanges body, Caller caller, HttpContext context)
    {
        if (!RepoSlug.TryParse(path.RepoSlug, out var slug, out var problem))
            return ApiError.InvalidField("slug", problem);

        if (await workspaces.FindVisibleAsync(path.Workspace, caller, context.RequestAborted) is not { } workspace)
            return ApiError.WorkspaceNotFound(path.Workspace);

        var (mayOwn, forbidden) = await rights.AskAsync(workspace, body.Project, caller, context.RequestAborted);
        if (forbidden is not null)
            return forbidden;

        var fresh = body.ToNew(workspace.Id, slug) with { MakerId = caller.UserId, MakerAdministers = !mayOwn };
        var (id, refusal) = await creation.CreateAsync(fresh, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        return await repositories.FindVisibleAsync(id, caller, context.RequestAborted) is { } made
            ? await answers.CreatedAsync(made, caller, context)
            : ApiError.RepositoryNotFound();
    }

    private async Task<IResult> UpdateAsync(Repository stored, RepositoryChanges changes, Caller caller, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var git = new GitRepository(directories.PathOf(stored.Id));
        if (changes.MainBranch is { } branch && stored.MainBranch is not null && await git.FindRefAsync(branch.Ref, cancellation) is null)
            return ApiError.InvalidField("mainbranch", $"The repository has no branch '{branch.Value}'.");

        if (changes.IsPrivate == false && stored is { IsPrivate: true, ParentId: { } forked } && await repositories.ForbidsPublicForkAsync(forked, cancellation))
            return ApiError.Forbidden($"{stored.FullName} is a fork of a repository whose fork policy allows no public forks.");

        var parent = await answers.FindParentAsync(stored, caller, cancellation);
        if (await repositories.UpdateAsync(stored.Id, changes, caller, now => WhyNotChange(now, parent, caller, context), cancellation) is { } refusal)
            return refusal;

        // The row is what everyone reads; HEAD follows for those who clone.
        if (changes.MainBranch is { } head)
            await git.SetHeadAsync(head, CancellationToken.None);

        return await repositories.FindVisibleAsync(stored.Id, caller, cancellation) is { } changed
            ? await answers.ChangedAsync(changed, moved: changed.Slug != stored.Slug, caller, context)
            : ApiError.RepositoryNotFound();
    }
}
