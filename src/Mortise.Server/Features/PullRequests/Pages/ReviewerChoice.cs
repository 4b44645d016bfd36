using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>Somebody who may be asked to review.</summary>
internal sealed record ReviewerChoice(Account Person, bool IsChosen);

/// <summary>Whom a form offers as reviewers: those chosen so far, default reviewers, and those who hold something on the repository.</summary>
internal sealed class ReviewerChoices(DefaultReviewerStore defaults, RepositoryStore repositories, AccountStore accounts)
{
    /// <summary>Of each kind.</summary>
    private const int Most = 100;

    /// <param name="chosen">Those who are asked so far; null: a new request, which asks the default reviewers.</param>
    /// <param name="author">Is not offered.</param>
    public async Task<IReadOnlyList<ReviewerChoice>> ListAsync(
        Repository repository, IReadOnlyCollection<Guid>? chosen, Guid author, Caller caller, CancellationToken cancellation)
    {
        var first = new PageRequest(1, Most);
        var usual = await defaults.ListEffectiveAsync(new ReviewedHost(repository.WorkspaceId, repository.Project.Id, repository.Id), CollectionQuery.None, first, cancellation);

        // Who else holds something is told to those who hold something themselves, not to everybody who reads a public repository.
        IReadOnlyList<RepositoryGrant> holders = repository.Granted >= RepositoryPermission.Read
            ? (await repositories.ListGrantsAsync(repository.WorkspaceId, repository.Id, CollectionQuery.None, caller, first, cancellation)).Items
            : [];
        var asked = chosen is null ? new Dictionary<Guid, Account>() : await accounts.ListAsync(chosen, cancellation);
        var isChosen = chosen is null ? usual.Items.Select(static one => one.Id).ToHashSet() : chosen.ToHashSet();
        return
        [
            .. asked.Values.Concat(usual.Items).Concat(holders.Select(static one => one.User))
                .Where(account => account.Id != author).DistinctBy(static account => account.Id)
                .Select(account => new ReviewerChoice(account, isChosen.Contains(account.Id)))
                .OrderByDescending(static one => one.IsChosen).ThenBy(static one => one.Person.DisplayName, StringComparer.CurrentCultureIgnoreCase),
        ];
    }
}
