using Mortise.Connect.Linkers;
using Mortise.Query.Fields;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Pull requests as answers: reads what is shown beyond the rows, once a page, and writes them.</summary>
internal sealed class PullRequestAnswers(
    PullRequestJson json, PullRequestStore store, RepositoryStore repositories, AccountStore accounts, IWorkspaceLinkers linkers, PageAnswers pages)
{
    public async Task<IResult> OneAsync(FoundPullRequest found, Caller caller, HttpContext context) =>
        ApiAnswer.Ok(await ViewAsync(found, caller, context), json.Write);

    public async Task<IResult> CreatedAsync(FoundPullRequest found, Caller caller, HttpContext context)
    {
        var view = await ViewAsync(found, caller, context);
        return ApiAnswer.Created(json.AddressOf(view), view, json.Write);
    }

    /// <summary>200 with a page; of requests to several repositories, each is one the caller sees.</summary>
    public async Task<IResult> PageAsync(Slice<PullRequest> slice, Repository? destination, Caller caller, HttpContext context)
    {
        var views = await ViewsAsync(slice.Items, destination, context.Api().Fields.Root.Member("values"), isAlone: false, caller, context.RequestAborted);
        return pages.Of(context, new Slice<PullRequestView>(views, slice.Size), json.Write);
    }

    public async Task<IResult> ParticipantAsync(FoundPullRequest found, Participant participant, Caller caller, HttpContext context)
    {
        var view = await ViewAsync(found, caller, context);
        return ApiAnswer.Ok((view, participant), json.WriteParticipant);
    }

    /// <summary>412 when the request's <c>If-Match</c> names another version of the pull request; else null.</summary>
    public ApiError? IfMatch(PullRequestView view, PullRequest stored, HttpContext context) =>
        Platform.Http.IfMatch.Check(context, view with { Request = stored }, json.Write);

    public async Task<PullRequestView> ViewAsync(FoundPullRequest found, Caller caller, HttpContext context) =>
        (await ViewsAsync([found.PullRequest], found.Repository, context.Api().Fields.Root, isAlone: true, caller, context.RequestAborted))[0];

    /// <summary>The views of requests that are shown together.</summary>
    public async Task<IReadOnlyList<PullRequestView>> ViewsAsync(
        IReadOnlyList<PullRequest> requests, Repository? destination, Selection? asked, bool isAlone, Caller caller, CancellationToken cancellation)
    {
        if (requests.Count == 0)
            return [];

        var named = requests.Select(request => request.RepositoryId).Concat(requests.Select(request => request.SourceRepositoryId).OfType<Guid>()).Distinct();
        var known = await repositories.ListVisibleAsync([.. named.Where(id => id != destination?.Id)], caller, cancellation);
        var byId = (destination is null ? known.Values : known.Values.Append(destination)).ToDictionary(repository => repository.Id);
        var participants = isAlone || asked?.Wants("reviewers", Shown.Extra) == true || asked?.Wants("participants", Shown.Extra) == true
            ? await store.ListParticipantsAsync(requests, cancellation)
            : null;
        var people = await ListPeopleAsync(requests, participants, cancellation);
        var sets = new Dictionary<Guid, LinkerSet>();
        foreach (var workspace in requests.Select(request => request.WorkspaceId).Distinct())
            sets[workspace] = await linkers.GetAsync(workspace, cancellation);

        return
        [
            .. requests.Where(request => byId.ContainsKey(request.RepositoryId)).Select(request => new PullRequestView
            {
                Request = request,
                Destination = byId[request.RepositoryId],
                Source = request.SourceRepositoryId is { } source ? byId.GetValueOrDefault(source) : null,
                People = people,
                Linkers = sets[request.WorkspaceId],
                Participants = participants is null ? null : [.. participants[(request.RepositoryId, request.Number)]],
                IsAlone = isAlone,
            }),
        ];
    }

    private Task<IReadOnlyDictionary<Guid, Account>> ListPeopleAsync(
        IReadOnlyList<PullRequest> requests, ILookup<(Guid Repository, long Number), Participant>? participants, CancellationToken cancellation)
    {
        var ids = requests.Select(request => request.AuthorId).Concat(requests.Select(request => request.ClosedBy).OfType<Guid>());
        if (participants is not null)
            ids = ids.Concat(participants.SelectMany(request => request).Select(participant => participant.AccountId));

        return accounts.ListAsync(ids, cancellation);
    }
}
