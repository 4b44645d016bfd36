using System.Globalization;
using Mortise.Query.Fields;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Pull requests on the wire: schemas <c>pullrequest</c> and <c>participant</c> (rest.md 16.7).</summary>
internal sealed class PullRequestJson(PublicAddress address, AccountJson accounts, RepositoryJson repositories)
{
    private const int ShortHash = 12;

    private static readonly string[] Strategies = [.. MergeStrategyNames.All];

    public void Write(ObjectWriter o, PullRequestView view)
    {
        var request = view.Request;
        o.Write("type", "pullrequest");
        o.Write("id", request.Number);
        o.Write("title", request.Title);
        o.Write("description", request.Description, Shown.Full);
        o.Object("summary", new MarkupText(request.Description, view.Linkers), MarkupRenderer.Write, Shown.Full);
        o.Object("rendered", view, WriteRendered, Shown.Full);
        o.Write("state", request.State, Shown.Full);
        o.Write("draft", request.Draft, Shown.Full);
        o.Write("queued", false, Shown.Full);
        WriteAccount(o, "author", request.AuthorId, view, Shown.Full);
        if (request.ClosedBy is { } closer)
            WriteAccount(o, "closed_by", closer, view, Shown.Full);
        else
            o.Null("closed_by", Shown.Full);

        o.Object("source", view, WriteSource, Shown.Full);
        o.Object("destination", view, WriteDestination, Shown.Full);
        if (request.MergeHash is { } merge)
            o.Object("merge_commit", (view.Destination, merge), WriteCommit, Shown.Full);
        else
            o.Null("merge_commit", Shown.Full);

        o.Write("comment_count", request.CommentCount, Shown.Full);
        o.Write("task_count", request.TaskCount, Shown.Full);
        o.Write("close_source_branch", request.CloseSourceBranch, Shown.Full);
        o.Write("reason", request.Reason, Shown.Full);
        o.Write("created_on", Timestamp.Micro(request.CreatedOn), Shown.Full);
        o.Write("updated_on", Timestamp.Micro(request.UpdatedOn), Shown.Full);
        WriteParticipants(o, view);
        o.Properties("properties", PropertyHost.OfPullRequest(request.WorkspaceId, request.RepositoryId, request.Number));
        o.Object("links", view, WriteLinks);
    }

    /// <summary>One participant by itself, or of a request.</summary>
    public void WriteParticipant(ObjectWriter o, (PullRequestView View, Participant Participant) one)
    {
        var participant = one.Participant;
        o.Write("type", "participant");
        WriteAccount(o, "user", participant.AccountId, one.View, Shown.Always);
        o.Write("role", participant.IsReviewer ? "REVIEWER" : "PARTICIPANT");
        o.Write("approved", participant.State == Participant.Approved);
        o.Write("state", participant.State);
        o.Write("participated_on", participant.ParticipatedOn is { } on ? Timestamp.Micro(on) : null);
    }

    public string AddressOf(PullRequestView view) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.Api}/repositories/{view.Destination.FullName}/pullrequests/{view.Request.Number}");

    private static void WriteRendered(ObjectWriter o, PullRequestView view)
    {
        o.Object("title", new MarkupText(view.Request.Title, view.Linkers), MarkupRenderer.Write);
        o.Object("description", new MarkupText(view.Request.Description, view.Linkers), MarkupRenderer.Write);
        o.Object("reason", new MarkupText(view.Request.Reason, view.Linkers), MarkupRenderer.Write);
    }

    private void WriteSource(ObjectWriter o, PullRequestView view)
    {
        WriteRepository(o, view.Source);
        o.Object("branch", view.Request.SourceBranch, static (branch, name) => branch.Write("name", name));
        o.Object("commit", (view.Destination, view.Request.SourceHash), WriteCommit);
    }

    private void WriteDestination(ObjectWriter o, PullRequestView view)
    {
        WriteRepository(o, view.Destination);
        o.Object("branch", view.Request.DestinationBranch, static (branch, name) =>
        {
            branch.Write("name", name);
            branch.Strings("merge_strategies", Strategies);
            branch.Write("default_merge_strategy", MergeStrategyNames.Default);
        });
        o.Object("commit", (view.Destination, view.Request.DestinationHash), WriteCommit);
    }

    private void WriteRepository(ObjectWriter o, Repository? repository)
    {
        if (repository is null)
            o.Null("repository");
        else
            o.Embedded("repository", new RepositoryJson.RepositoryView(repository, null, null), repositories.Write);
    }

    /// <summary>The commit as the destination's repository has it: it keeps those of a fork as well.</summary>
    private void WriteCommit(ObjectWriter o, (Repository Repository, string Hash) commit)
    {
        o.Write("type", "commit");
        o.Write("hash", commit.Hash[..ShortHash]);
        o.Properties("properties", PropertyHost.OfCommit(commit.Repository.WorkspaceId, commit.Repository.Id, commit.Hash));
        o.Object("links", commit, (links, one) =>
        {
            links.Link("self", $"{address.Api}/repositories/{one.Repository.FullName}/commit/{one.Hash[..ShortHash]}");
            links.Link("html", $"{address.Origin}/{one.Repository.FullName}/commits/{one.Hash[..ShortHash]}");
        });
    }

    private void WriteAccount(ObjectWriter o, string name, Guid id, PullRequestView view, Shown shown) =>
        o.Embedded(name, view.People.GetValueOrDefault(id), accounts.Write, shown);

    /// <summary>On the request itself only, unless <c>fields</c> names them.</summary>
    private void WriteParticipants(ObjectWriter o, PullRequestView view)
    {
        var shown = view.IsAlone ? Shown.Full : Shown.Extra;
        var participants = view.Participants ?? [];
        var reviewers = participants.Where(participant => participant.IsReviewer && view.People.ContainsKey(participant.AccountId))
            .Select(participant => view.People[participant.AccountId]);
        o.EmbeddedArray("reviewers", [.. reviewers], accounts.Write, shown);
        o.Array("participants", [.. participants.Select(participant => (view, participant))], WriteParticipant, shown);
    }

    private void WriteLinks(ObjectWriter o, PullRequestView view)
    {
        var self = AddressOf(view);
        o.Link("self", self);
        o.Link("html", string.Create(CultureInfo.InvariantCulture, $"{address.Origin}/{view.Destination.FullName}/pull-requests/{view.Request.Number}"));
        foreach (var relation in (string[])["commits", "approve", "request-changes", "diff", "diffstat", "comments", "activity", "merge", "decline", "statuses"])
            o.Link(relation, $"{self}/{relation}", Shown.Full);

        o.Link("mergeability_checks", $"{self}/mergeability/checks", Shown.Full);
    }
}
