using Mortise.Server.Platform;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories;

/// <summary>Making and removing a repository, on disk and in the database.</summary>
/// <remarks>1. The directory, 2. the row. A crash between the two leaves a directory that nothing names, and <see cref="OrphanSweep"/> removes it. Removal goes the other way.</remarks>
internal sealed class RepositoryCreation(RepositoryStore repositories, RepositoryDirectories directories, IdSource ids)
{
    /// <summary>Makes an empty repository.</summary>
    public Task<(Guid Id, ApiError? Refusal)> CreateAsync(NewRepository repository, CancellationToken cancellation) =>
        CreateAsync(
            repository,
            async id =>
            {
                await directories.InitAsync(id, repository.DefaultBranch, cancellation);
                return null;
            },
            cancellation);

    /// <summary>Makes a repository whose directory <paramref name="fill"/> makes, at <see cref="RepositoryDirectories.PathOf"/>, or refuses to.</summary>
    public async Task<(Guid Id, ApiError? Refusal)> CreateAsync(NewRepository repository, Func<Guid, Task<ApiError?>> fill, CancellationToken cancellation)
    {
        // Asked again inside the write; here it spares the disk a repository that is refused.
        if (await repositories.IsTakenAsync(repository.WorkspaceId, repository.Slug, cancellation))
            return (default, RepositoryStore.Taken());

        var id = repository.Id ?? ids.New();
        if (await fill(id) is { } problem)                                      // 1
            return (default, problem);

        if (repository.ParentId is not null)
            repository = repository with { Size = await directories.MeasureAsync(id, cancellation) };

        // Whatever this throws, the write may have been committed all the same: only the sweep may judge the directory then.
        var refusal = await repositories.AddAsync(id, repository, cancellation);   // 2
        if (refusal is not null)
            directories.Remove(id);

        return (id, refusal);
    }
}
