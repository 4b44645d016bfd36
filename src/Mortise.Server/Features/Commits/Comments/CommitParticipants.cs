using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>Who took part in a commit, as it is shown.</summary>
internal sealed class CommitParticipants(CommitParticipantStore store, AccountStore accounts)
{
    /// <summary>Those who approved first, then those who only commented; accounts that are gone are left out.</summary>
    public async Task<IReadOnlyList<Participant>> ListAsync(Repository repository, string hash, CancellationToken cancellation) =>
        await ViewsAsync(await store.ListAsync(repository, hash, cancellation), cancellation);

    /// <summary>The same of rows that were read.</summary>
    public async Task<IReadOnlyList<Participant>> ViewsAsync(IReadOnlyList<CommitParticipant> rows, CancellationToken cancellation)
    {
        var people = await accounts.ListAsync(rows.Select(row => row.AccountId), cancellation);
        return
        [
            .. from row in rows
               where people.ContainsKey(row.AccountId)
               select new Participant(
                   people[row.AccountId], IsReviewer: false, row.ApprovedOn is null ? null : Participant.Approved, row.ApprovedOn ?? row.CommentedOn),
        ];
    }
}
