namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>How many people of each kind a form offers.</summary>
    private const int MostPeople = 200;

    /// <summary>Who has asked for merges in a repository, and who was asked to review: at most 200 of each.</summary>
    public Task<(IReadOnlyList<Guid> Authors, IReadOnlyList<Guid> Reviewers)> ListPeopleAsync(Guid workspace, Guid repository, CancellationToken cancellation) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.ListAsync<PersonRow>(ListPeople, new { workspace, repository, MostPeople });
                return (IdsOf(rows, isReviewer: false), IdsOf(rows, isReviewer: true));
            },
            cancellation);

    private static IReadOnlyList<Guid> IdsOf(IReadOnlyList<PersonRow> rows, bool isReviewer) =>
        [.. rows.Where(row => row.IsReviewer == isReviewer).Select(static row => row.AccountId)];

    private const string ListPeople = """
        SELECT authors.account_id, FALSE AS is_reviewer FROM (
            SELECT DISTINCT p.author_id AS account_id FROM pull_requests p WHERE p.workspace_id = @workspace AND p.repository_id = @repository LIMIT @MostPeople) authors
        UNION ALL
        SELECT reviewers.account_id, TRUE FROM (
            SELECT DISTINCT t.account_id FROM pull_request_participants t WHERE t.workspace_id = @workspace AND t.repository_id = @repository AND t.is_reviewer LIMIT @MostPeople) reviewers
        """;

    private sealed record PersonRow
    {
        public Guid AccountId { get; init; }

        public bool IsReviewer { get; init; }
    }
}
