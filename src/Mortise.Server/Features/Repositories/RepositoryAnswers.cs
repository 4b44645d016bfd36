using Mortise.Query.Fields;
using Mortise.Server.Features.Projects;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Repositories;

/// <summary>Repositories as answers: reads what <c>fields</c> asks for beyond the row, once a page, and writes them.</summary>
internal sealed class RepositoryAnswers(
    RepositoryJson json, RepositoryStore repositories, ProjectStore projects, VisiblePropertyStore properties, PageAnswers pages, PublicAddress address)
{
    public async Task<IResult> OneAsync(Repository repository, Caller caller, HttpContext context) =>
        ApiAnswer.Ok(await ViewAsync(repository, caller, context), json.Write);

    /// <summary>201 with the address of the new repository.</summary>
    public async Task<IResult> CreatedAsync(Repository repository, Caller caller, HttpContext context) =>
        ApiAnswer.Created(AddressOf(repository), await ViewAsync(repository, caller, context), json.Write);

    /// <summary>200, with the new address when the change has <paramref name="moved"/> the repository.</summary>
    public async Task<IResult> ChangedAsync(Repository repository, bool moved, Caller caller, HttpContext context) =>
        ApiAnswer.Ok(await ViewAsync(repository, caller, context), json.Write, moved ? AddressOf(repository) : null);

    /// <summary>200 with a page.</summary>
    public async Task<IResult> PageAsync(Slice<Repository> slice, Caller caller, HttpContext context)
    {
        var views = await ViewsAsync(slice.Items, context.Api().Fields.Root.Member("values"), caller, context.RequestAborted);
        return pages.Of(context, new Slice<RepositoryJson.RepositoryView>(views, slice.Size), json.Write);
    }

    /// <summary>412 when the request's <c>If-Match</c> names another version of the repository; else null.</summary>
    /// <param name="parent">As <see cref="FindParentAsync"/> found it.</param>
    public ApiError? IfMatch(Repository stored, Repository? parent, Caller caller, HttpContext context) =>
        Platform.Http.IfMatch.Check(context, new RepositoryJson.RepositoryView(stored, null, UsernameOf(caller)) { Parent = parent }, json.Write);

    /// <summary>What the answer shows as the parent: null for what is no fork, and where the parent is gone or hidden from the caller.</summary>
    public async Task<Repository?> FindParentAsync(Repository fork, Caller caller, CancellationToken cancellation) =>
        fork.ParentId is { } parent ? await repositories.FindVisibleAsync(parent, caller, cancellation) : null;

    /// <summary>The views of one page, with what <paramref name="asked"/> of each wants.</summary>
    public async Task<IReadOnlyList<RepositoryJson.RepositoryView>> ViewsAsync(
        IReadOnlyList<Repository> shown, Selection? asked, Caller caller, CancellationToken cancellation)
    {
        var username = UsernameOf(caller);
        var views = shown.Select(repository => new RepositoryJson.RepositoryView(repository, null, username)).ToArray();
        if (asked?.Wants("properties", Shown.Extra) == true)
        {
            var hosts = shown.Select(repository => PropertyHost.OfRepository(repository.WorkspaceId, repository.Id)).ToArray();
            var visible = await properties.ListAsync(hosts, caller, cancellation);
            views = [.. views.Select((view, at) => view with { Properties = visible.GetValueOrDefault(hosts[at].Id, []) })];
        }

        if (asked?.Member("project", Shown.Full, embedded: true)?.Wants("has_publicly_visible_repos", Shown.Full) == true)
        {
            var open = await projects.ListShownAsync([.. shown.Select(repository => repository.Project)], cancellation);
            views = [.. views.Select(view => view with { ProjectIsShown = open.Contains(view.Repository.Project.Id) })];
        }

        if (asked?.Wants("parent", Shown.Full) == true && shown.Any(repository => repository.ParentId is not null))
        {
            var parents = await repositories.ListVisibleAsync([.. shown.Select(repository => repository.ParentId).OfType<Guid>().Distinct()], caller, cancellation);
            views = [.. views.Select(view => view with { Parent = view.Repository.ParentId is { } parent ? parents.GetValueOrDefault(parent) : null })];
        }

        return views;
    }

    /// <summary>301 to where a renamed repository is now; GET and HEAD follow it.</summary>
    public IResult MovedTo(Repository repository, HttpContext context) =>
        TypedResults.Redirect($"{AddressOf(repository)}{context.Request.QueryString}", permanent: true);

    private async Task<RepositoryJson.RepositoryView> ViewAsync(Repository repository, Caller caller, HttpContext context) =>
        (await ViewsAsync([repository], context.Api().Fields.Root, caller, context.RequestAborted))[0];

    private string AddressOf(Repository repository) => $"{address.Api}/repositories/{repository.FullName}";

    private static string? UsernameOf(Caller caller) => caller is Caller.AppFrame frame ? frame.Username : (caller as Caller.Person)?.Username;
}
