using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Webhooks.Delivery;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Webhooks.Endpoints;

/// <summary>GET, POST, PUT, DELETE of …/hooks[/{uid}] of repositories, for their administrators, and of workspaces, for their owners.</summary>
internal sealed class Hooks(
    RepositoryStore repositories, RepositoryAnswers repositoryAnswers, WorkspaceStore workspaces, AccessStore access, WebhookStore hooks, AppSubscriptions apps,
    WebhookJson json, PageAnswers pages, AddressRules rules)
{
    public static Task<IResult> ListOfRepositoryAsync([AsParameters] RepositoryPath path, Caller caller, Hooks on, HttpContext context) =>
        on.OfRepositoryAsync(path, caller, context, subject => on.ListAsync(subject, context));

    public static Task<IResult> AddToRepositoryAsync([AsParameters] RepositoryPath path, Caller caller, Hooks on, HttpContext context) =>
        on.OfRepositoryAsync(path, caller, context, subject => on.AddAsync(subject, caller, context));

    public static Task<IResult> GetOfRepositoryAsync([AsParameters] RepositoryPath path, string uid, Caller caller, Hooks on, HttpContext context) =>
        on.OfRepositoryAsync(path, caller, context, subject => on.GetAsync(subject, uid, context));

    public static Task<IResult> PutOfRepositoryAsync([AsParameters] RepositoryPath path, string uid, Caller caller, Hooks on, HttpContext context) =>
        on.OfRepositoryAsync(path, caller, context, subject => on.PutAsync(subject, uid, caller, context));

    public static Task<IResult> DeleteOfRepositoryAsync([AsParameters] RepositoryPath path, string uid, Caller caller, Hooks on, HttpContext context) =>
        on.OfRepositoryAsync(path, caller, context, subject => on.DeleteAsync(subject, uid, context));

    public static Task<IResult> ListOfWorkspaceAsync(string workspace, Caller caller, Hooks on, HttpContext context) =>
        on.OfWorkspaceAsync(workspace, caller, context, subject => on.ListAsync(subject, context));

    public static Task<IResult> AddToWorkspaceAsync(string workspace, Caller caller, Hooks on, HttpContext context) =>
        on.OfWorkspaceAsync(workspace, caller, context, subject => on.AddAsync(subject, caller, context));

    public static Task<IResult> GetOfWorkspaceAsync(string workspace, string uid, Caller caller, Hooks on, HttpContext context) =>
        on.OfWorkspaceAsync(workspace, caller, context, subject => on.GetAsync(subject, uid, context));

    public static Task<IResult> PutOfWorkspaceAsync(string workspace, string uid, Caller caller, Hooks on, HttpContext context) =>
        on.OfWorkspaceAsync(workspace, caller, context, subject => on.PutAsync(subject, uid, caller, context));

    public static Task<IResult> DeleteOfWorkspaceAsync(string workspace, string uid, Caller caller, Hooks on, HttpContext context) =>
        on.OfWorkspaceAsync(workspace, caller, context, subject => on.DeleteAsync(subject, uid, context));

    private async Task<IResult> OfRepositoryAsync(RepositoryPath path, Caller caller, HttpContext context, Func<Subject, Task<IResult>> answer)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } found)
            return ApiError.RepositoryNotFound();

        if (!found.Allows(RepositoryPermission.Admin))
            return ApiError.Forbidden($"Only administrators of {found.FullName} see and change its webhooks.");

        var view = (await repositoryAnswers.ViewsAsync([found], null, caller, context.RequestAborted))[0];
        return await answer(new Subject(found.Workspace, view));
    }

    private async Task<IResult> OfWorkspaceAsync(string workspace, Caller caller, HttpContext context, Func<Subject, Task<IResult>> answer)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, context.RequestAborted) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        return await access.RoleAsync(caller, found.Id, context.RequestAborted) == WorkspaceRole.Owner
            ? await answer(new Subject(found, null))
            : ApiError.Forbidden($"Only owners of the workspace {found.Slug} see and change its webhooks.");
    }

    /// <summary>Those that somebody made, and of a workspace those that its apps bring (D-115).</summary>
    private async Task<IResult> ListAsync(Subject subject, HttpContext context)
    {
        List<Webhook> all = [.. await hooks.ListAsync(subject.Workspace.Id, subject.RepositoryId, context.RequestAborted)];
        if (subject.Repository is null)
            all.AddRange(await apps.ListAsync(subject.Workspace.Id, context.RequestAborted));

        var page = PageAnswers.Asked(context);
        return pages.Of(context, new Slice<WebhookJson.HookView>([.. all.Skip((int)Math.Min(page.Offset, int.MaxValue)).Take(page.PageLen).Select(subject.View)], all.Count), json.Write);
    }

    private async Task<IResult> AddAsync(Subject subject, Caller caller, HttpContext context)
    {
        var (body, problem) = await WebhookBody.ReadAsync(context, isNew: true, subject.Repository is not null, caller, rules);
        if (body is null)
            return problem!;

        var fresh = body.ApplyTo(new Webhook { WorkspaceId = subject.Workspace.Id, RepositoryId = subject.RepositoryId });
        var (made, refusal) = await hooks.AddAsync(fresh, body.Secret, context.RequestAborted);
        if (made is null)
            return refusal!;

        var view = subject.View(made);
        return ApiAnswer.Created(json.AddressOf(view), view, json.Write);
    }

    private async Task<IResult> GetAsync(Subject subject, string uid, HttpContext context) =>
        await FindAsync(subject, uid, context.RequestAborted) is { } hook ? ApiAnswer.Ok(subject.View(hook), json.Write) : WebhookStore.NotFound(uid);

    private async Task<IResult> PutAsync(Subject subject, string uid, Caller caller, HttpContext context)
    {
        if (await FindAsync(subject, uid, context.RequestAborted) is not { } hook)
            return WebhookStore.NotFound(uid);

        if (hook.Source is { } app)
            return OfApp(app);

        var (body, problem) = await WebhookBody.ReadAsync(context, isNew: false, subject.Repository is not null, caller, rules);
        if (body is null)
            return problem!;

        var (changed, refusal) = await hooks.UpdateAsync(
            hook.WorkspaceId, hook.Id, body, stored => IfMatch.Check(context, subject.View(stored), json.Write) ?? WebhookBody.WhyNotSubscribe(caller, body.Events ?? stored.Events),
            context.RequestAborted);
        return changed is null ? refusal! : ApiAnswer.Ok(subject.View(changed), json.Write);
    }

    private async Task<IResult> DeleteAsync(Subject subject, string uid, HttpContext context)
    {
        if (await FindAsync(subject, uid, context.RequestAborted) is not { } hook)
            return WebhookStore.NotFound(uid);

        if (hook.Source is { } app)
            return OfApp(app);

        var kept = await hooks.DeleteAsync(hook.WorkspaceId, hook.Id, stored => IfMatch.Check(context, subject.View(stored), json.Write), context.RequestAborted);
        return kept is null ? TypedResults.NoContent() : kept;
    }

    /// <summary>By <c>{uuid}</c>, with or without its braces (rest.md 7); only among those of the subject.</summary>
    private async Task<Webhook?> FindAsync(Subject subject, string uid, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(uid, uid.StartsWith('{') ? "B" : "D", out var id))
            return null;

        var found = await hooks.FindAsync(subject.Workspace.Id, id, cancellation);
        if (found is not null)
            return found.RepositoryId == subject.RepositoryId ? found : null;

        return subject.Repository is null ? (await apps.ListAsync(subject.Workspace.Id, cancellation)).FirstOrDefault(one => one.Id == id) : null;
    }

    private static ApiError OfApp(string app) => ApiError.Forbidden($"The app {app} brings this webhook in its descriptor; it goes with the app.");

    /// <summary>What subscriptions are of.</summary>
    private sealed record Subject(Workspace Workspace, RepositoryJson.RepositoryView? Repository)
    {
        public Guid? RepositoryId => Repository?.Repository.Id;

        public WebhookJson.HookView View(Webhook hook) => new(hook, Workspace, Repository);
    }
}
