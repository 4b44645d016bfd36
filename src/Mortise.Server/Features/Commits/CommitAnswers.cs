using Mortise.Git.Objects;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Commits;

/// <summary>Commits as answers: what is shown of them beyond git's objects is read once a page.</summary>
internal sealed class CommitAnswers(CommitJson json, AccountStore accounts, CommitParticipants participants, IWorkspaceLinkers linkers)
{
    /// <summary>200 with the commit.</summary>
    public async Task<IResult> OneAsync(Repository repository, Commit commit, HttpContext context)
    {
        var views = await ViewsAsync(repository, [commit], context.Api().Fields.Root, context.RequestAborted);
        var took = context.Api().Fields.Root.Wants("participants") ? await participants.ListAsync(repository, commit.Id.ToString(), context.RequestAborted) : [];
        return ApiAnswer.Ok(views[0] with { Participants = took }, json.Write);
    }

    /// <summary>The views of commits that are shown together: one query for the people that <paramref name="asked"/> wants of them.</summary>
    public async Task<IReadOnlyList<CommitView>> ViewsAsync(
        Repository repository, IReadOnlyList<Commit> commits, Selection? asked, CancellationToken cancellation)
    {
        if (commits.Count == 0)
            return [];

        string[] emails =
        [
            .. asked?.Wants("author") == true ? commits.Select(commit => commit.Author.Email) : [],
            .. asked?.Wants("committer", Shown.Full) == true ? commits.Select(commit => commit.Committer.Email) : [],
        ];
        var people = await accounts.ListByEmailAsync(emails, cancellation);
        var set = await linkers.GetAsync(repository.WorkspaceId, cancellation);
        return [.. commits.Select(commit => new CommitView(commit, repository, people, set))];
    }
}
