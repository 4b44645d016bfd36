namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>Requests of one repository by number, those that are there; at most a page of them.</summary>
    public async Task<IReadOnlyList<PullRequest>> ListAsync(Guid workspace, Guid repository, IReadOnlyList<long> numbers, CancellationToken cancellation) =>
        numbers.Count == 0
            ? []
            : await database.ReadAsync(
                session => session.ListAsync<PullRequest>(
                    $"SELECT {Columns} FROM pull_requests p WHERE p.workspace_id = @workspace AND p.repository_id = @repository AND p.number {session.In("numbers")}",
                    new { workspace, repository, numbers }),
                cancellation);
}
