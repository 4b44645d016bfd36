using System.Text;
using Mortise.Connect.Contexts;
using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Storage;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>What git is asked about a page's repository, read at most once for the page. Not thread-safe.</summary>
internal sealed class PageSources(PageSubject page, DataDirectory directory, CatFilePool readers, BlobInspector blobs)
{
    private readonly Dictionary<ObjectId, Commit?> commits = [];
    private Repository? repository;
    private GitRepository? git;
    private TreeReader? trees;

    /// <summary>How many files were looked for.</summary>
    public int FilesLookedFor { get; private set; }

    public GitRepository? Git => git ??= page.RepositoryId is { } id && new GitRepository(directory.RepositoryPath(id)) is var found && found.Exists() ? found : null;

    /// <summary>Where the main branch is named.</summary>
    public void Know(Repository? found) => repository = found;

    /// <summary>The tip of a branch; null where there is none.</summary>
    public ObjectId? TipOf(string branch) =>
        Git is { } git && RefName.TryParse("refs/heads/" + branch, out var name) ? git.ReadTip(name) : null;

    /// <summary>The commit of that id; null where there is none.</summary>
    public async Task<Commit?> CommitAsync(ObjectId? id, CancellationToken cancellation)
    {
        if (id is not { } hash || Git is not { } git)
            return null;

        if (!commits.TryGetValue(hash, out var commit))
            commits[hash] = commit = await readers.Of(git).ReadCommitAsync(hash, cancellation);

        return commit;
    }

    /// <summary>The page's commit, else that of its branch, else that of the main branch.</summary>
    public Task<Commit?> CommitOfPageAsync(CancellationToken cancellation) =>
        CommitAsync(page.Commit is { } hash ? Id(hash) : TipOf(page.Branch ?? repository?.MainBranch ?? ""), cancellation);

    /// <summary>Whether there is a file at that path of the page's commit, its branch, or the main branch.</summary>
    public async Task<bool> HasFileAsync(string root, string path, CancellationToken cancellation)
    {
        FilesLookedFor++;
        var at = root switch
        {
            ContextRoots.Commit => page.Commit is { } hash ? Id(hash) : null,
            ContextRoots.Branch => page.Branch is { } branch ? TipOf(branch) : null,
            _ => repository?.MainBranch is { } main ? TipOf(main) : null,
        };
        return await FindAsync(await CommitAsync(at, cancellation), path, cancellation) is { IsDirectory: false };
    }

    /// <summary>What stands at a path of a commit; null: nothing.</summary>
    public async Task<TreeEntry?> FindAsync(Commit? commit, string path, CancellationToken cancellation)
    {
        if (commit is null || Git is not { } git || Encoding.UTF8.GetByteCount(path) > GitPath.MaxBytes || path.Count(letter => letter == '/') >= GitPath.MaxNames)
            return null;

        try
        {
            return await (trees ??= new TreeReader(readers.Of(git))).FindAsync(commit.Tree, GitPath.Of(path), cancellation);
        }
        catch (TreeTooLargeException)
        {
            return null;
        }
    }

    /// <summary>Whether the page's file is binary.</summary>
    public async Task<bool> IsBinaryAsync(CancellationToken cancellation) =>
        page.File is { } path && await FindAsync(await CommitOfPageAsync(cancellation), path, cancellation) is { } entry
            && await FactsAsync(entry, cancellation) is { IsBinary: true };

    /// <summary>Size and kind of what a file holds; null where there is no blob.</summary>
    public async Task<BlobFacts?> FactsAsync(TreeEntry entry, CancellationToken cancellation) =>
        entry.IsDirectory || Git is not { } git ? null : (await blobs.ReadAsync(git, [entry.Id], withContent: true, cancellation)).GetValueOrDefault(entry.Id);

    private static ObjectId? Id(string hash) => ObjectId.TryParse(hash, out var id) ? id : null;
}
