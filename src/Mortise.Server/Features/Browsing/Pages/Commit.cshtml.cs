using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Diffs;
using Mortise.Git.Objects;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.CommitStatuses;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Web.Diffs;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/commits/{commit}: a commit with its message, what it changed, and what is said on it.</summary>
internal sealed class CommitModel(
    RepositoryStore repositories, CommitFinder commits, CommitRows rows, CommitParticipants participants, CommitStatusStore statuses, CommitTalk talk, IWorkspaceLinkers linkers, DiffViews diffs)
    : CodePage(repositories, commits)
{
    private const int MostStatuses = 100;

    private readonly CommitFinder finder = commits;

    public override string Section => "commits";

    public CommitRow Row { get; private set; } = null!;

    public Commit Commit => Row.Commit;

    /// <summary>HTML of the whole message, with the links of linkers.</summary>
    public string Message { get; private set; } = "";

    public IReadOnlyList<Participant> Participants { get; private set; } = [];

    public IReadOnlyList<CommitStatus> Statuses { get; private set; } = [];

    public CommitTalkView Talk { get; private set; } = null!;

    public DiffView Diff { get; private set; } = null!;

    public string ApiOfCommit => $"{Api}/commit/{Commit.Id}";

    /// <summary>Whoever was given access may approve (rest.md 20.2).</summary>
    public bool MayApprove => Visitor is not null && Repository.Granted >= RepositoryPermission.Read;

    public bool HasApproved => Participants.Any(one => one.User.Id == Visitor?.UserId && one.State == Participant.Approved);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Git.Exists() || await FindCommitAsync(CommitFinder.Spelled(Route("commit")).TrimEnd('/')) is not { } id || await finder.ReadAsync(Repository, id, Stop) is not { } commit)
            return NothingHere();

        Row = (await rows.ReadAsync(Git, Repository, [id], Stop))[0] with { Commit = commit };
        Subject = Subject! with { Commit = id.ToString() };
        Talk = await talk.ReadAsync(Repository, id.ToString(), HttpContext.Api().Caller, $"{ApiOfCommit}/comments", Stop);
        var range = new DiffRange(commit.Parents is [var parent, ..] ? parent : null, id);
        Diff = await diffs.ReadAsync(DiffSubject.Of(Git, range, RepositoryPaths.Commit(FullName, id), FullName, id) with { Remarks = Talk.OnLines }, Request, Stop);
        if (Diff.IsPart && Diff.Files is [var file])
            return Partial(DiffView.PartialOfFile, file);

        Message = MarkupRenderer.Render(new MarkupText(commit.Message, await linkers.GetAsync(Repository.WorkspaceId, Stop)));
        Participants = await participants.ListAsync(Repository, id.ToString(), Stop);
        Statuses = (await statuses.ListAsync(Repository, id.ToString(), refname: null, CollectionQuery.None, new PageRequest(1, MostStatuses), Stop)).Items;
        return Page();
    }
}
