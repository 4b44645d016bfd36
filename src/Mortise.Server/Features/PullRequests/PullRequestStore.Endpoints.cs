namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>From what to what each request of a repository goes.</summary>
    public Task<IReadOnlyList<PullRequestEnds>> ListEndpointsAsync(Guid repository, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<PullRequestEnds>(
                "SELECT number, source_hash, destination_hash FROM pull_requests WHERE repository_id = @repository", new { repository }),
            cancellation);
}

/// <summary>The two commits between which the commits of a request stand.</summary>
internal sealed record PullRequestEnds
{
    public long Number { get; init; }

    public string SourceHash { get; init; } = "";

    public string DestinationHash { get; init; } = "";
}
