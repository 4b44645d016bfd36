using System.Globalization;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.PullRequests.Merging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>What the pages of one pull request read alike.</summary>
internal sealed record PullRequestSources(RepositoryStore Repositories, PullRequestStore Store, PullRequestAnswers Answers);

/// <summary>A page about one pull request: its head, its tabs, and what the visitor may do with it.</summary>
internal abstract class PullRequestPage(PullRequestSources sources) : RepositoryPage(sources.Repositories)
{
    public override string Section => "pull-requests";

    /// <summary>Which of its tabs this is: <c>overview</c>, <c>diff</c>, <c>commits</c> or <c>activity</c>.</summary>
    public abstract string Tab { get; }

    public PullRequestView View { get; private set; } = null!;

    public PullRequest PullRequest => View.Request;

    /// <summary>The path of its pages.</summary>
    public string Here => string.Create(CultureInfo.InvariantCulture, $"/{Repository.FullName}/pull-requests/{PullRequest.Number}");

    /// <summary>The path of its operations.</summary>
    public string Api => string.Create(CultureInfo.InvariantCulture, $"/2.0/repositories/{Repository.FullName}/pullrequests/{PullRequest.Number}");

    public Account? Author => View.People.GetValueOrDefault(PullRequest.AuthorId);

    public bool IsAuthor => Visitor?.Id == PullRequest.AuthorId;

    public bool MayWrite => Visitor is not null && Repository.Allows(RepositoryPermission.Write);

    /// <summary>Whether the visitor edits and declines it.</summary>
    public bool MayChange => PullRequest.IsOpen && Visitor is not null && (MayWrite || IsAuthor);

    public bool MayMerge => MayWrite && PullRequestMerger.WhyNot(PullRequest) is null;

    /// <summary>What the visitor said of it: one of the states of a participant, or null.</summary>
    public string? OwnVerdict => View.Participants?.FirstOrDefault(one => one.AccountId == Visitor?.Id)?.State;

    /// <summary>What the visitor may do with what is said on it.</summary>
    public TalkRights Rights => new(
        Api, Here, Repository.FullName, Visitor?.Id, MayAnswer: Visitor is not null && CommentRules.MaySpeak(Repository, Caller) is null,
        IsAdministrator: Repository.Allows(RepositoryPermission.Admin),
        SettlesAll: Visitor is not null && TalkRules.MaySettle(Found, Guid.Empty, Caller) is null);

    protected Caller Caller => HttpContext.Api().Caller;

    protected CancellationToken Cancellation => HttpContext.RequestAborted;

    protected FoundPullRequest Found => new(PullRequest, Repository);

    /// <summary>Reads the pull request; false where there is none of that number.</summary>
    protected async Task<bool> FindAsync()
    {
        if (!long.TryParse(Route("pull_request_id"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || await sources.Store.FindAsync(Repository.WorkspaceId, Repository.Id, number, Cancellation) is not { } found)
            return false;

        View = (await sources.Answers.ViewsAsync([found], Repository, null, isAlone: true, Caller, Cancellation))[0];
        Subject = new PageSubject { WorkspaceId = Repository.WorkspaceId, RepositoryId = Repository.Id, PullRequest = number };
        return true;
    }
}

/// <summary>What a visitor may do with comments and tasks of a pull request.</summary>
/// <param name="Api">The path of the pull request's operations.</param>
/// <param name="Page">The path of its pages.</param>
/// <param name="Repository">Full name, for previews.</param>
/// <param name="Visitor">Null: nobody is signed in.</param>
/// <param name="MayAnswer">Whether they may write.</param>
/// <param name="IsAdministrator">Of the repository: deletes what others wrote.</param>
/// <param name="SettlesAll">Resolves threads and tasks of others.</param>
internal sealed record TalkRights(string Api, string Page, string Repository, Guid? Visitor, bool MayAnswer, bool IsAdministrator, bool SettlesAll)
{
    public bool MayEdit(Guid author) => MayAnswer && Visitor == author;

    public bool MayDelete(Guid author) => Visitor is not null && (Visitor == author || IsAdministrator);

    public bool MaySettle(Guid author) => SettlesAll || (Visitor is not null && Visitor == author);
}
