using System.Text.Json;
using Mortise.Connect.Contexts;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Refs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>Reads the objects that the modules of a page look at, each once, and writes them as the API would for the viewer.</summary>
internal sealed class PageObjects(
    AccountStore accounts, WorkspaceStore workspaces, RepositoryStore repositories, PullRequestStore pullRequests, PullRequestAnswers requestViews,
    CommitAnswers commitViews, AccountJson accountJson, WorkspaceJson workspaceJson, RepositoryJson repositoryJson, PullRequestJson pullRequestJson,
    CommitJson commitJson, RefJson refJson, SourceJson sourceJson)
{
    /// <summary>Everything but rendered texts, four levels deep: what modules name lies no deeper.</summary>
    private static readonly FieldMask Mask = FieldMask.TryParse("+*,+*.*,+*.*.*,+*.*.*.*,-summary,-rendered,-*.properties,-properties", out var mask, out _) ? mask : FieldMask.None;

    /// <summary>The objects by root; one that the page has not, or the viewer may not see, is left out.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(
        IReadOnlySet<string> roots, PageSubject page, PageSources sources, Caller caller, CancellationToken cancellation)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await AddAccountsAsync(found, roots, page, caller, cancellation);
        if (roots.Contains(ContextRoots.Workspace) && await workspaces.FindAsync(PublicAddress.Braced(page.WorkspaceId), cancellation) is { } workspace)
            found[ContextRoots.Workspace] = Json(workspace, workspaceJson.Write);

        if (page.RepositoryId is not { } id || !roots.Any(IsInRepository) || await repositories.FindVisibleAsync(id, caller, cancellation) is not { } repository)
            return found;

        sources.Know(repository);
        if (roots.Contains(ContextRoots.Repository))
            found[ContextRoots.Repository] = Json(new RepositoryJson.RepositoryView(repository, null, null), repositoryJson.Write);

        if (roots.Contains(ContextRoots.PullRequest))
            await AddPullRequestAsync(found, repository, page, caller, cancellation);

        await AddSourcesAsync(found, roots, repository, page, sources, cancellation);
        return found;
    }

    private static bool IsInRepository(string root) =>
        root is ContextRoots.Repository or ContextRoots.PullRequest or ContextRoots.Commit or ContextRoots.Branch or ContextRoots.File or ContextRoots.Directory;

    private async Task AddAccountsAsync(Dictionary<string, JsonElement> found, IReadOnlySet<string> roots, PageSubject page, Caller caller, CancellationToken cancellation)
    {
        (string Root, Guid? Id)[] named =
        [
            (ContextRoots.User, caller.UserId), (ContextRoots.TargetUser, page.TargetUser), (ContextRoots.Principal, page.WorkspaceId),
        ];
        var wanted = named.Where(one => one.Id is not null && roots.Contains(one.Root)).ToArray();
        if (wanted.Length == 0)
            return;

        var people = await accounts.ListAsync(wanted.Select(one => one.Id!.Value), cancellation);
        foreach (var (root, id) in wanted)
        {
            if (people.TryGetValue(id!.Value, out var account))
                found[root] = Json(account, (o, one) => accountJson.Write(o, one, properties: null, isSelf: root == ContextRoots.User));
        }
    }

    private async Task AddPullRequestAsync(
        Dictionary<string, JsonElement> found, Repository repository, PageSubject page, Caller caller, CancellationToken cancellation)
    {
        if (page.PullRequest is not { } number || await pullRequests.FindAsync(repository.WorkspaceId, repository.Id, number, cancellation) is not { } request)
            return;

        var views = await requestViews.ViewsAsync([request], repository, Mask.Root, isAlone: true, caller, cancellation);
        found[ContextRoots.PullRequest] = Json(views[0], pullRequestJson.Write);
    }

    private async Task AddSourcesAsync(
        Dictionary<string, JsonElement> found, IReadOnlySet<string> roots, Repository repository, PageSubject page, PageSources sources, CancellationToken cancellation)
    {
        if (roots.Contains(ContextRoots.Commit) && page.Commit is not null && await sources.CommitOfPageAsync(cancellation) is { } commit)
            found[ContextRoots.Commit] = Json(await ViewAsync(repository, commit, cancellation), commitJson.Write);

        if (roots.Contains(ContextRoots.Branch) && page.Branch is { } branch && RefName.TryParse("refs/heads/" + branch, out var name)
            && await sources.CommitAsync(sources.TipOf(branch), cancellation) is { } tip)
            found[ContextRoots.Branch] = Json(new RefView(new RefItem(name, tip, null), await ViewAsync(repository, tip, cancellation), null), refJson.Write);

        foreach (var (root, path) in ((string, string?)[])[(ContextRoots.File, page.File), (ContextRoots.Directory, page.Directory)])
        {
            if (path is not null && roots.Contains(root) && await EntryAsync(repository, path, sources, cancellation) is { } entry)
                found[root] = Json(entry, WriteEntry);
        }
    }

    /// <summary>The API's representation, and the name, which URLs of file views ask for.</summary>
    private void WriteEntry(ObjectWriter o, SourceEntry entry)
    {
        o.Write("name", entry.Path.Name);
        sourceJson.Write(o, entry);
    }

    private static async Task<SourceEntry?> EntryAsync(Repository repository, string path, PageSources sources, CancellationToken cancellation)
    {
        if (await sources.CommitOfPageAsync(cancellation) is not { } commit || await sources.FindAsync(commit, path, cancellation) is not { } entry)
            return null;

        return new SourceEntry(repository, commit.Id, commit, entry.Path, entry.Kind, entry.Id, await sources.FactsAsync(entry, cancellation));
    }

    private async Task<CommitView> ViewAsync(Repository repository, Commit commit, CancellationToken cancellation) =>
        (await commitViews.ViewsAsync(repository, [commit], Mask.Root, cancellation))[0];

    private static JsonElement Json<T>(T state, Action<ObjectWriter, T> write)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
            ObjectWriter.WriteDocument(json, Mask, state, write);

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
