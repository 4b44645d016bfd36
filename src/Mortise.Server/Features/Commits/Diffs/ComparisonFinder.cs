using Mortise.Git.Diffs;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Diffs;

/// <summary>Reads the <c>spec</c> of paths: <c>A</c>, <c>A..B</c>, or both with a carriage return between; each may begin with <c>workspace/repository:</c> (rest.md D-39).</summary>
internal sealed class ComparisonFinder(RepositoryStore repositories, CommitFinder commits, CatFilePool readers)
{
    public async Task<(Comparison? Found, ApiError? Refusal)> FindAsync(RepositoryPath path, string? spec, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (null, ApiError.RepositoryNotFound());

        var (first, second) = Split(CommitFinder.Spelled(spec ?? ""));
        var (source, refusal) = await FindSideAsync(repository, first, caller, cancellation);
        if (source is null)
            return (null, refusal);

        if (second is null)
            return (new Comparison(commits.Open(source.Repository), source, null), null);

        var (destination, alsoRefused) = await FindSideAsync(repository, second, caller, cancellation);
        if (destination is null)
            return (null, alsoRefused);

        var git = commits.Open(source.Repository);
        if (destination.Repository.Id != source.Repository.Id)
            git = git.WithObjectsOf(commits.Open(destination.Repository));

        return (new Comparison(git, source, destination), null);
    }

    /// <summary>As the other, where the spec must name two commits.</summary>
    public async Task<(Comparison? Found, ApiError? Refusal)> FindTwoAsync(RepositoryPath path, string? spec, Caller caller, CancellationToken cancellation) =>
        await FindAsync(path, spec, caller, cancellation) switch
        {
            ({ Destination: null }, _) => (null, ApiError.BadRequest("Bad request", "The spec names two commits, as in 3a8b42..9ff173.")),
            var found => found,
        };

    /// <summary>What is compared, and the commit whose files the old side shows.</summary>
    /// <remarks>
    /// A commit alone is compared with its first parent. Of two, the source is compared with the merge base of both (<paramref name="isTopic"/>), or with the
    /// destination as it is; so it is too where the two have nothing in common.
    /// </remarks>
    public async Task<(DiffRange Range, ComparedCommit? Old)> RangeAsync(Comparison found, bool isTopic, CancellationToken cancellation)
    {
        var source = found.Source;
        if (found.Destination is { } destination)
        {
            var common = isTopic ? await found.Git.FindMergeBaseAsync(source.Id, destination.Id, cancellation) : null;
            var old = common is { } id ? destination with { Id = id } : destination;
            return (new DiffRange(old.Id, source.Id), old);
        }

        var commit = await readers.Of(found.Git).ReadCommitAsync(source.Id, cancellation);
        return commit is { Parents: [var parent, ..] } ? (new DiffRange(parent, source.Id), source with { Id = parent }) : (new DiffRange(null, source.Id), null);
    }

    private async Task<(ComparedCommit? Side, ApiError? Refusal)> FindSideAsync(Repository repository, string side, Caller caller, CancellationToken cancellation)
    {
        // No name of a reference holds a colon.
        var colon = side.LastIndexOf(':');
        if (colon >= 0)
        {
            if (side[..colon].Split('/') is not [var workspace, var slug] || await repositories.FindVisibleAsync(new RepositoryPath(workspace, slug), caller, cancellation) is not { } named)
                return (null, ApiError.RepositoryNotFound());

            repository = named;
        }

        var (id, refusal) = await commits.ResolveAsync(commits.Open(repository), side[(colon + 1)..], cancellation);
        return refusal is null ? (new ComparedCommit(repository, id), null) : (null, refusal);
    }

    private static (string First, string? Second) Split(string spec)
    {
        var at = spec.IndexOf('\r', StringComparison.Ordinal);
        if (at >= 0)
            return (spec[..at], spec[(at + 1)..]);

        at = spec.IndexOf("..", StringComparison.Ordinal);
        return at >= 0 ? (spec[..at], spec[(at + 2)..]) : (spec, null);
    }
}
