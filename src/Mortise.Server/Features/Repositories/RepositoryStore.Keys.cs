using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Repositories;

/// <summary>The ids of a repository that the caller may see: enough for what only hangs on it.</summary>
internal sealed record RepositoryKey(Guid Id, Guid WorkspaceId);

internal sealed partial class RepositoryStore
{
    /// <summary>As <see cref="FindVisibleAsync(RepositoryPath, Caller, CancellationToken)"/>, with the ids alone: for paths that are asked all day.</summary>
    public async Task<RepositoryKey?> FindVisibleKeyAsync(RepositoryPath path, Caller caller, CancellationToken cancellation)
    {
        if (path.Workspace.StartsWith('{') || path.RepoSlug.StartsWith('{'))
            return await FindVisibleAsync(path, caller, cancellation) is { } repository ? new RepositoryKey(repository.Id, repository.WorkspaceId) : null;

        string[] values = [path.Workspace.ToLowerInvariant(), path.RepoSlug.ToLowerInvariant(), .. AccessStore.Values(caller.Access)];
        return await database.ReadAsync(session => session.FindAsync(KeyBySlugs, values), cancellation);
    }

    private static readonly KeptStatement<RepositoryKey> KeyBySlugs = new(
        $"""
        SELECT r.id, r.workspace_id
        FROM workspaces w
        JOIN repositories r ON r.workspace_id = w.id
        {AccessStore.Joins}
        WHERE w.slug = @workspace AND r.slug = @slug AND {AccessStore.Visible}
        """,
        ["workspace", "slug", .. AccessStore.Names],
        row => new RepositoryKey(Guid.ParseExact(row.GetString(0), "D"), Guid.ParseExact(row.GetString(1), "D")));
}
