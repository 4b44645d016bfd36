namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>How many requests are looked at for one commit.</summary>
    private const int MostEndpoints = 1000;

    /// <summary>From what to what the requests of a repository go: of the newest 1,000.</summary>
    public Task<IReadOnlyList<PullRequestEnds>> ListEndpointsAsync(Guid repository, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<PullRequestEnds>(
                "SELECT number, source_hash, destination_hash FROM pull_requests WHERE repository_id = @repository ORDER BY number DESC LIMIT @MostEndpoints",
                new { repository, MostEndpoints }),
            cancellation);
}

/// <summary>The two commits between which the commits of a request stand.</summary>
internal sealed record PullRequestEnds
{
    public long Number { get; init; }

    public string SourceHash { get; init; } = "";

    public string DestinationHash { get; init; } = "";
}
