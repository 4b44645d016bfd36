using Mortise.Git.Merging;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.PullRequests.Merging;

/// <summary>Whose names stand in the commits of a merge: display name and primary address. Workspaces and tokens have no address.</summary>
internal sealed class MergePeople(AccountStore accounts, UserStore users)
{
    public async Task<(MergePerson Author, MergePerson Committer)> FindAsync(Guid author, Guid committer, CancellationToken cancellation)
    {
        var merging = await FindAsync(committer, cancellation);
        return (author == committer ? merging : await FindAsync(author, cancellation), merging);
    }

    private async Task<MergePerson> FindAsync(Guid id, CancellationToken cancellation)
    {
        var account = (await accounts.ListAsync([id], cancellation)).GetValueOrDefault(id);
        var emails = await users.ListEmailsAsync(id, cancellation);
        return new MergePerson(account?.DisplayName ?? "Unknown", emails.Count > 0 ? emails[0].Email : "");
    }
}
