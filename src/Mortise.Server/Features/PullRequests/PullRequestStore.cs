using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.PullRequests;

/// <summary>The tables <c>pull_requests</c>, <c>pull_request_participants</c> and <c>pull_request_events</c>.</summary>
/// <remarks>
/// The activity of a request is the union of <c>pull_request_events</c> and of its comments, newest first; whoever keeps comments also keeps
/// <c>comment_count</c> and <c>task_count</c> right, and adds participants by <see cref="ParticipateAsync"/>.
/// </remarks>
internal sealed partial class PullRequestStore(Database database, IdSource ids, TimeProvider clock)
{
    public Task<PullRequest?> FindAsync(Guid workspace, Guid repository, long number, CancellationToken cancellation) =>
        database.ReadAsync(session => FindAsync(session, workspace, repository, number), cancellation);

    /// <summary>The open request of a pair of branches, if there is one.</summary>
    public Task<PullRequest?> FindOpenAsync(Guid repository, Guid source, string sourceBranch, string destinationBranch, CancellationToken cancellation) =>
        database.ReadAsync(session => FindOpenAsync(session, repository, source, sourceBranch, destinationBranch), cancellation);

    /// <summary>A page of what <paramref name="filter"/> and <paramref name="query"/> leave, the youngest first unless it is sorted.</summary>
    public Task<Slice<PullRequest>> ListAsync(
        PullRequestFilter filter, CollectionQuery query, Caller caller, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(new
        {
            states = filter.States,
            repository = filter.RepositoryId,
            workspace = filter.WorkspaceId,
            author = filter.AuthorId,
            reviewer = filter.ReviewerId,
            hashes = filter.Hashes,
            numbers = filter.Numbers,
        });
        parameters.AddDynamicParams(AccessStore.Parameters(caller.Access));
        return database.ReadAsync(session => session.SliceAsync<PullRequest>(Source(session, filter, query), query, parameters, page), cancellation);
    }

    /// <summary>The requests of those names that there are, whoever asks, in no order.</summary>
    /// <param name="wanted">Workspace, repository and number of each; at most some hundreds.</param>
    public async Task<IReadOnlyList<PullRequest>> ListAsync(
        IReadOnlyList<(Guid Workspace, Guid Repository, long Number)> wanted, CancellationToken cancellation)
    {
        if (wanted.Count == 0)
            return [];

        var parameters = new DynamicParameters();
        foreach (var (index, (workspace, repository, number)) in wanted.Index())
        {
            parameters.Add($"workspace{index}", workspace.ToString("D"));
            parameters.Add($"repository{index}", repository.ToString("D"));
            parameters.Add($"number{index}", number);
        }

        var rows = string.Join(", ", Enumerable.Range(0, wanted.Count).Select(index => $"(@workspace{index}, @repository{index}, @number{index})"));
        return await database.ReadAsync(
            session => session.ListAsync<PullRequest>(
                $"""
                WITH wanted (workspace_id, repository_id, number) AS (VALUES {rows})
                SELECT {Columns} FROM wanted
                JOIN pull_requests p ON p.workspace_id = wanted.workspace_id AND p.repository_id = wanted.repository_id AND p.number = wanted.number
                """,
                parameters),
            cancellation);
    }

    /// <summary>Those who take part in requests of one page, by request, reviewers first.</summary>
    public async Task<ILookup<(Guid Repository, long Number), Participant>> ListParticipantsAsync(
        IReadOnlyList<PullRequest> requests, CancellationToken cancellation)
    {
        if (requests.Count == 0)
            return Array.Empty<Participant>().ToLookup(participant => (participant.RepositoryId, participant.Number));

        var parameters = new
        {
            repositories = requests.Select(request => request.RepositoryId.ToString("D")).Distinct(StringComparer.Ordinal).ToArray(),
            numbers = requests.Select(request => request.Number).Distinct().ToArray(),
        };
        var rows = await database.ReadAsync(
            session => session.ListAsync<Participant>(
                $"""
                SELECT repository_id, number, account_id, is_reviewer, state, participated_on FROM pull_request_participants
                WHERE repository_id {session.In("repositories")} AND number {session.In("numbers")}
                ORDER BY is_reviewer DESC, account_id
                """,
                parameters),
            cancellation);
        return rows.ToLookup(participant => (participant.RepositoryId, participant.Number));
    }

    private static Task<PullRequest?> FindAsync(Session session, Guid workspace, Guid repository, long number) =>
        session.FindAsync<PullRequest>(
            $"SELECT {Columns} FROM pull_requests p WHERE p.workspace_id = @workspace AND p.repository_id = @repository AND p.number = @number",
            new { workspace, repository, number });

    private static Task<PullRequest?> FindOpenAsync(Session session, Guid repository, Guid source, string sourceBranch, string destinationBranch) =>
        session.FindAsync<PullRequest>(
            $"""
            SELECT {Columns} FROM pull_requests p WHERE p.repository_id = @repository AND p.source_repository_id = @source
                AND p.source_branch = @sourceBranch AND p.destination_branch = @destinationBranch AND p.state = 'OPEN'
            """,
            new { repository, source, sourceBranch, destinationBranch });

    /// <summary>The row, locked until the write ends.</summary>
    private static Task<PullRequest?> LockAsync(WriteSession write, Guid workspace, Guid repository, long number) =>
        write.FindAsync<PullRequest>(
            $"SELECT {Columns} FROM pull_requests p WHERE p.workspace_id = @workspace AND p.repository_id = @repository AND p.number = @number{write.ForUpdate}",
            new { workspace, repository, number });

    /// <summary>The tables of the people and repositories in it are joined only where <c>q</c> or <c>sort</c> may name them.</summary>
    private static SliceSource Source(Session session, PullRequestFilter filter, CollectionQuery query)
    {
        var isOfOne = filter.RepositoryId is not null;
        var conditions = new List<string> { isOfOne ? "p.repository_id = @repository" : AccessStore.Visible };
        if (filter.WorkspaceId is not null)
            conditions.Add("p.workspace_id = @workspace");
        if (filter.AuthorId is not null)
            conditions.Add("p.author_id = @author");
        if (filter.States.Count > 0)
            conditions.Add($"p.state {session.In("states")}");
        if (filter.Hashes is not null)
            conditions.Add($"(p.merge_hash {session.In("hashes")} OR p.number {session.In("numbers")})");

        var joins = isOfOne ? "" : $" JOIN repositories r ON r.workspace_id = p.workspace_id AND r.id = p.repository_id {AccessStore.Joins}";
        if (filter.ReviewerId is not null)
            joins += Reviewed;
        if (!ReferenceEquals(query, CollectionQuery.None))
            joins += PullRequestQuery.Joins;

        return new SliceSource(
            Columns, $"FROM pull_requests p{joins}", string.Join(" AND ", conditions),
            isOfOne ? "p.number DESC" : "p.created_on DESC, p.repository_id, p.number", isOfOne ? "p.number" : "p.repository_id, p.number");
    }

    /// <summary>The source's repository for <c>q</c> and <c>sort</c>, null where the caller does not see it: a hidden fork is not told by asking for it.</summary>
    public const string VisibleSource =
        $"(SELECT r.id FROM repositories r {AccessStore.Joins} WHERE r.id = p.source_repository_id AND {AccessStore.Visible})";

    /// <summary>Begins at the few that somebody was asked to review, rather than at all that are open.</summary>
    private const string Reviewed = """
         JOIN pull_request_participants reviewed ON reviewed.account_id = @reviewer AND reviewed.is_reviewer
            AND reviewed.workspace_id = p.workspace_id AND reviewed.repository_id = p.repository_id AND reviewed.number = p.number
        """;

    private const string Columns = """
        p.workspace_id, p.repository_id, p.number, p.title, p.description, p.state, p.draft, p.author_id, p.closed_by, p.source_repository_id,
            p.source_branch, p.source_hash, p.destination_branch, p.destination_hash, p.merge_hash, p.close_source_branch, p.reason,
            p.comment_count, p.task_count, p.created_on, p.updated_on
        """;
}

/// <summary>Which pull requests a list holds.</summary>
/// <param name="States">Only those in one of these; empty: in any.</param>
/// <param name="RepositoryId">Only those of one repository that the caller sees; null: of all that the caller sees.</param>
internal sealed record PullRequestFilter(IReadOnlyList<string> States, Guid? RepositoryId = null, Guid? WorkspaceId = null, Guid? AuthorId = null)
{
    /// <summary>Only those that a commit of these merged, or that have one of <see cref="Numbers"/>; null: all.</summary>
    public IReadOnlyList<string>? Hashes { get; init; }

    public IReadOnlyList<long> Numbers { get; init; } = [];

    /// <summary>Only those that this account was asked to review; null: all.</summary>
    public Guid? ReviewerId { get; init; }
}
