using System.Buffers;
using System.Text.Json;
using Mortise.Connect.Contexts;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppProxy;

/// <summary>What a proxied request is about: the objects of its path and of its caller, as the API shows them, by the names of context parameters.</summary>
/// <param name="Objects">By root.</param>
/// <param name="About">The same by their ids, as pages say what they are about.</param>
/// <param name="Repository">The captured one; null where none is.</param>
internal sealed record ProxySubject(IReadOnlyDictionary<string, JsonElement> Objects, PageSubject About, Repository? Repository);

/// <summary>Finds the objects that a path captures, as far as the caller may see them.</summary>
internal sealed class ProxySubjects(
    RepositoryStore repositories, PullRequestFinder pullRequests, PullRequestAnswers pullRequestAnswers, PullRequestJson pullRequestJson,
    CommitFinder commits, CommitAnswers commitAnswers, CommitJson commitJson, RepositoryJson repositoryJson,
    AccountStore accounts, AccountJson accountJson, WorkspaceStore workspaces, WorkspaceJson workspaceJson)
{
    /// <summary>Everything but rendered texts and properties, four levels deep: what context parameters name lies no deeper.</summary>
    private static readonly FieldMask Mask = FieldMask.TryParse("+*,+*.*,+*.*.*,+*.*.*.*,-summary,-rendered,-*.properties,-properties", out var mask, out _) ? mask : FieldMask.None;

    /// <summary>Null where something captured is not there for the caller, or lies outside of the workspace that the app is installed on.</summary>
    public async Task<ProxySubject?> FindAsync(
        IReadOnlyDictionary<string, string> captures, ProxyInstallation installation, Caller caller, CancellationToken cancellation)
    {
        var objects = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Repository? repository = null;
        if (captures.TryGetValue(ContextRoots.Repository, out var id))
        {
            repository = Identifier.TryParseBraced(id, out var parsed) ? await repositories.FindVisibleAsync(parsed, caller, cancellation) : null;
            if (repository is null || repository.WorkspaceId != installation.WorkspaceId || !await AddInsideAsync(objects, repository, captures, caller, cancellation))
                return null;
        }

        if (captures.TryGetValue(ContextRoots.Workspace, out id) && !await IsSeenAsync(id, installation, caller, cancellation))
            return null;

        if (captures.TryGetValue(ContextRoots.TargetUser, out id) && !await AddTargetAsync(objects, id, cancellation))
            return null;

        // Who sees nothing of the workspace does not have it speak to its app.
        if (repository is null && await workspaces.FindVisibleAsync(PublicAddress.Braced(installation.WorkspaceId), caller, cancellation) is null)
            return null;

        await AddAroundAsync(objects, installation, caller, cancellation);
        return new(objects, About(objects, installation, repository), repository);
    }

    private static PageSubject About(Dictionary<string, JsonElement> objects, ProxyInstallation installation, Repository? repository) => new()
    {
        WorkspaceId = installation.WorkspaceId,
        RepositoryId = repository?.Id,
        PullRequest = objects.TryGetValue(ContextRoots.PullRequest, out var request) ? request.GetProperty("id").GetInt64() : null,
        Commit = objects.TryGetValue(ContextRoots.Commit, out var commit) ? commit.GetProperty("hash").GetString() : null,
        Branch = objects.TryGetValue(ContextRoots.Branch, out var branch) ? branch.GetProperty("name").GetString() : null,
        TargetUser = objects.TryGetValue(ContextRoots.TargetUser, out var user) && Identifier.TryParseBraced(user.GetProperty("uuid").GetString()!, out var id) ? id : null,
    };

    /// <summary>A captured workspace is the one that the app is installed on.</summary>
    private async Task<bool> IsSeenAsync(string id, ProxyInstallation installation, Caller caller, CancellationToken cancellation) =>
        Identifier.TryParseBraced(id, out var parsed) && parsed == installation.WorkspaceId && await workspaces.FindVisibleAsync(id, caller, cancellation) is not null;

    private async Task<bool> AddTargetAsync(Dictionary<string, JsonElement> objects, string id, CancellationToken cancellation)
    {
        if (!Identifier.TryParseBraced(id, out var parsed) || await accounts.FindAsync(parsed, cancellation) is not { IsTeam: false } account)
            return false;

        objects[ContextRoots.TargetUser] = Show(account, accountJson.Write);
        return true;
    }

    /// <summary>The repository and what the path names in it; false where that is not there.</summary>
    private async Task<bool> AddInsideAsync(
        Dictionary<string, JsonElement> objects, Repository repository, IReadOnlyDictionary<string, string> captures, Caller caller, CancellationToken cancellation)
    {
        var path = new RepositoryPath(repository.Workspace.Slug, repository.Slug);
        objects[ContextRoots.Repository] = Show(new RepositoryJson.RepositoryView(repository, null, null), repositoryJson.Write);
        if (captures.TryGetValue(ContextRoots.PullRequest, out var number))
        {
            var (found, _) = await pullRequests.FindAsync(path, number, caller, cancellation);
            if (found is null)
                return false;

            var views = await pullRequestAnswers.ViewsAsync([found.PullRequest], repository, Mask.Root, isAlone: true, caller, cancellation);
            objects[ContextRoots.PullRequest] = Show(views[0], pullRequestJson.Write);
        }

        if (captures.TryGetValue(ContextRoots.Commit, out var hash))
        {
            var (_, id, refusal) = await commits.FindAsync(path, hash, caller, cancellation);
            if (refusal is not null || await commits.ReadAsync(repository, id, cancellation) is not { } commit)
                return false;

            var views = await commitAnswers.ViewsAsync(repository, [commit], Mask.Root, cancellation);
            objects[ContextRoots.Commit] = Show(views[0], commitJson.Write);
        }

        if (captures.TryGetValue(ContextRoots.Branch, out var branch))
        {
            var (_, tip, refusal) = await commits.FindByNameAsync(path, branch, caller, cancellation);
            if (refusal is not null)
                return false;

            objects[ContextRoots.Branch] = Show((CommitFinder.Spelled(branch), tip.ToString()), WriteBranch);
        }

        return true;
    }

    /// <summary>The caller, where that is somebody, and the account that the app is installed on.</summary>
    private async Task AddAroundAsync(Dictionary<string, JsonElement> objects, ProxyInstallation installation, Caller caller, CancellationToken cancellation)
    {
        Guid[] wanted = caller.UserId is { } user ? [installation.WorkspaceId, user] : [installation.WorkspaceId];
        var known = await accounts.ListAsync(wanted, cancellation);
        if (known.TryGetValue(installation.WorkspaceId, out var principal))
            objects[ContextRoots.Principal] = Show(principal, accountJson.Write);

        if (caller.UserId is { } person && known.TryGetValue(person, out var account))
            objects[ContextRoots.User] = Show(account, (o, one) => accountJson.Write(o, one, properties: null, isSelf: true));

        if (await workspaces.FindAsync(installation.Workspace, cancellation) is { } workspace)
            objects[ContextRoots.Workspace] = Show(workspace, workspaceJson.Write);
    }

    private static void WriteBranch(ObjectWriter o, (string Name, string Tip) branch)
    {
        o.Write("type", "branch");
        o.Write("name", branch.Name);
        o.Object("target", branch.Tip, static (target, hash) =>
        {
            target.Write("type", "commit");
            target.Write("hash", hash);
        });
    }

    private static JsonElement Show<T>(T state, Action<ObjectWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
            ObjectWriter.WriteDocument(json, Mask, state, write);

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
