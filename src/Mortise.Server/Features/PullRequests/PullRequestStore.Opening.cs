using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>How many requests one account has open from one branch of another repository: each is looked at whenever that branch moves.</summary>
    public const int MostOpenFromElsewhere = 20;

    /// <summary>Accounts asked about in one statement.</summary>
    private const int MostAsked = 500;

    /// <summary>Of some authors, those who may read a repository now; of a public one that is everybody.</summary>
    /// <remarks>
    /// People by what they hold, and the workspace it stands in, as whose account apps act there. Any other account of a private repository, as an access
    /// token, reads nothing: nobody could say for it that it still may.
    /// </remarks>
    public Task<IReadOnlySet<Guid>> ListReadersAsync(Guid repository, IReadOnlyCollection<Guid> authors, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlySet<Guid>>(
            async session =>
            {
                var found = await session.FindAsync<Openness>("SELECT r.workspace_id, r.is_private FROM repositories r WHERE r.id = @repository", new { repository });
                if (found is not { IsPrivate: true })
                    return found is null ? new HashSet<Guid>() : authors.ToHashSet();

                var readers = authors.Where(author => author == found.WorkspaceId).ToHashSet();
                var held = AccessStore.Held($"held.workspace_id = @WorkspaceId AND held.repository_id = @repository AND held.user_id {session.In("users")}");
                foreach (var some in authors.Distinct().Chunk(MostAsked))
                {
                    var users = some.Select(author => author.ToString("D")).ToArray();
                    readers.UnionWith(await session.ListAsync<Guid>(
                        $"SELECT u.id FROM ({held}) reader JOIN users u ON u.id = reader.user_id WHERE reader.permission > 0 AND u.account_status = 'active'",
                        new { found.WorkspaceId, repository, users }));
                }

                return readers;
            },
            cancellation);

    private async Task<(long? Number, ApiError? Refusal)> ChangeOpenAsync(WriteSession write, PullRequest open, NewPullRequest request, bool mayWrite)
    {
        if (open.AuthorId != request.AuthorId && !mayWrite)
            return (open.Number, null);

        if (request.Given.Reviewers?.Contains(open.AuthorId) == true)
            return (null, ApiError.InvalidField("reviewers", $"The author of the pull request {open.Number} cannot be included as a reviewer."));

        await ChangeAsync(write, open, request.Given, request.AuthorId);
        return (open.Number, null);
    }

    private static async Task<ApiError?> WhyTooManyAsync(WriteSession write, NewPullRequest request)
    {
        if (request.SourceRepositoryId == request.RepositoryId)
            return null;

        var open = await write.ScalarAsync<long>(
            """
            SELECT COUNT(*) FROM pull_requests p WHERE p.source_repository_id = @SourceRepositoryId AND p.source_branch = @SourceBranch
                AND p.author_id = @AuthorId AND p.state = 'OPEN'
            """,
            new { request.SourceRepositoryId, request.SourceBranch, request.AuthorId });
        return open < MostOpenFromElsewhere
            ? null
            : ApiError.BadRequest($"At most {MostOpenFromElsewhere} pull requests of one author are open from one branch of another repository.");
    }

    private sealed record Openness
    {
        public Guid WorkspaceId { get; init; }

        public bool IsPrivate { get; init; }
    }
}
