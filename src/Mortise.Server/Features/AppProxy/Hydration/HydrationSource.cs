using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Mortise.Connect.Linkers;
using Mortise.Connect.Scopes;
using Mortise.Git.Objects;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.AppProxy.Hydration;

/// <summary>Reads the objects that an answer names, each kind at once, and writes what the caller is shown of each.</summary>
internal sealed class HydrationSource(
    RepositoryStore repositories, RepositoryJson repositoryJson, WorkspaceStore workspaces, WorkspaceJson workspaceJson,
    AccountStore accounts, AccountJson accountJson, PullRequestStore pullRequests, PullRequestAnswers pullRequestAnswers, PullRequestJson pullRequestJson,
    CommitFinder commits, CatFilePool readers, CommitJson commitJson, IWorkspaceLinkers linkers)
{
    /// <summary>Commits of further repositories stay as they were sent: each repository is a program of git to ask.</summary>
    private const int MostRepositoriesOfCommits = 20;

    /// <summary>The representations of those that are there for the caller.</summary>
    public async Task<IReadOnlyDictionary<HydrationKey, byte[]>> ListAsync(IReadOnlyCollection<HydrationKey> named, Caller caller, CancellationToken cancellation)
    {
        var known = new Dictionary<HydrationKey, byte[]>();
        var readable = named.Where(key => MayRead(key.Kind, caller.Scopes)).ToArray();
        var ofKind = readable.ToLookup(key => key.Kind);

        // Pull requests and commits are seen by who sees their repository.
        var seen = await repositories.ListVisibleAsync(
            [.. readable.Where(key => key.Kind >= HydratedKind.Repository).Select(key => key.Id).Distinct()], caller, cancellation);
        foreach (var key in ofKind[HydratedKind.Repository].Where(key => seen.ContainsKey(key.Id)))
            known[key] = Show(new RepositoryJson.RepositoryView(seen[key.Id], null, null), repositoryJson.Write);

        await AddAccountsAsync(known, ofKind, caller, cancellation);
        await AddPullRequestsAsync(known, [.. ofKind[HydratedKind.PullRequest]], seen, caller, cancellation);
        await AddCommitsAsync(known, [.. ofKind[HydratedKind.Commit]], seen, cancellation);
        return known;
    }

    /// <summary>What the caller could not ask for itself, for want of a scope, no app's answer brings it.</summary>
    private static bool MayRead(HydratedKind kind, HeldScopes? held) => held is null || kind switch
    {
        HydratedKind.Repository or HydratedKind.Commit => held.Allows(Scope.Repository, "read:repository:bitbucket"),
        HydratedKind.PullRequest => held.Allows(Scope.PullRequest, "read:pullrequest:bitbucket"),
        HydratedKind.Account => !held.IsGranular || held.Allows(Scope.Account, "read:user:bitbucket"),
        _ => !held.IsGranular || held.Allows(Scope.Account, "read:workspace:bitbucket"),
    };

    /// <summary>People are shown to everybody, teams as their workspace is; the tokens that an id may name as well are nobody's business.</summary>
    private async Task AddAccountsAsync(
        Dictionary<HydrationKey, byte[]> known, ILookup<HydratedKind, HydrationKey> ofKind, Caller caller, CancellationToken cancellation)
    {
        var ids = ofKind[HydratedKind.Account].Concat(ofKind[HydratedKind.Workspace]).Select(key => key.Id).Distinct().ToArray();
        var open = await workspaces.ListVisibleAsync(ids, caller, cancellation);
        foreach (var key in ofKind[HydratedKind.Workspace].Where(key => open.ContainsKey(key.Id)))
            known[key] = Show(open[key.Id], workspaceJson.Write);

        var found = await accounts.ListAsync(ofKind[HydratedKind.Account].Select(key => key.Id), cancellation);
        foreach (var key in ofKind[HydratedKind.Account])
        {
            if (found.TryGetValue(key.Id, out var account) && account.TokenKind is null && (!account.IsTeam || open.ContainsKey(key.Id)))
                known[key] = Show(account, accountJson.Write);
        }
    }

    private async Task AddPullRequestsAsync(
        Dictionary<HydrationKey, byte[]> known, HydrationKey[] keys, IReadOnlyDictionary<Guid, Repository> seen, Caller caller, CancellationToken cancellation)
    {
        var wanted = keys.Where(key => seen.ContainsKey(key.Id))
            .Select(key => (seen[key.Id].WorkspaceId, key.Id, long.Parse(key.Name, CultureInfo.InvariantCulture))).ToArray();
        var found = await pullRequests.ListAsync(wanted, cancellation);
        foreach (var view in await pullRequestAnswers.ViewsAsync(found, destination: null, asked: null, isAlone: true, caller, cancellation))
            known[new(HydratedKind.PullRequest, view.Destination.Id, $"{view.Request.Number}")] = Show(view, pullRequestJson.Write);
    }

    private async Task AddCommitsAsync(
        Dictionary<HydrationKey, byte[]> known, HydrationKey[] keys, IReadOnlyDictionary<Guid, Repository> seen, CancellationToken cancellation)
    {
        var found = new List<(Repository Repository, Commit Commit)>();
        foreach (var group in keys.Where(key => seen.ContainsKey(key.Id)).GroupBy(key => key.Id).Take(MostRepositoriesOfCommits))
        {
            var git = commits.Open(seen[group.Key]);
            if (git.Exists())
                found.AddRange((await readers.Of(git).ReadCommitsAsync([.. group.Select(key => ObjectId.Parse(key.Name))], cancellation)).OfType<Commit>().Select(commit => (seen[group.Key], commit)));
        }

        var people = await accounts.ListByEmailAsync(found.SelectMany(one => (string[])[one.Commit.Author.Email, one.Commit.Committer.Email]), cancellation);
        var sets = new Dictionary<Guid, LinkerSet>();
        foreach (var workspace in found.Select(one => one.Repository.WorkspaceId).Distinct())
            sets[workspace] = await linkers.GetAsync(workspace, cancellation);

        foreach (var (repository, commit) in found)
            known[new(HydratedKind.Commit, repository.Id, commit.Id.ToString())] = Show(new CommitView(commit, repository, people, sets[repository.WorkspaceId]), commitJson.Write);
    }

    private static byte[] Show<T>(T state, Action<ObjectWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
            ObjectWriter.WriteDocument(json, FieldMask.None, state, write);

        return buffer.WrittenSpan.ToArray();
    }
}
