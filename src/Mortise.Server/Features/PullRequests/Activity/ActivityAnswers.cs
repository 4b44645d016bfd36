using System.Text;
using System.Text.Json;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Activity;

/// <summary>Activity as answers: each entry has one of <c>comment</c>, <c>update</c>, <c>approval</c> and <c>changes_requested</c>, and its pull request.</summary>
internal sealed class ActivityAnswers(
    PullRequestCommentStore comments, PullRequestCommentAnswers commentAnswers, PullRequestCommentJson commentJson, PullRequestJson requestJson,
    AccountStore accounts, AccountJson accountJson, RepositoryJson repositoryJson, CommitReferenceJson commitJson, PageAnswers pages)
{
    /// <param name="context">The request.</param>
    /// <param name="repository">Of all the pull requests.</param>
    /// <param name="slice">The entries of the page.</param>
    /// <param name="requests">Those that the entries are about.</param>
    public async Task<IResult> PageAsync(HttpContext context, Repository repository, Slice<ActivityEntry> slice, IReadOnlyList<PullRequestView> requests)
    {
        var cancellation = context.RequestAborted;
        var said = await comments.ListAsync(
            repository.WorkspaceId, repository.Id, [.. slice.Items.Select(entry => entry.CommentId).Where(id => id > 0)], cancellation);
        var shown = (await commentAnswers.ViewsAsync(requests, [.. said.Values], cancellation)).ToDictionary(view => view.Own.Id);
        var updates = slice.Items.Select(entry => entry.Detail is null ? (JsonElement?)null : JsonDocument.Parse(entry.Detail).RootElement).ToArray();
        var people = await accounts.ListAsync(
            [.. slice.Items.Select(entry => entry.AccountId).OfType<Guid>(), .. updates.OfType<JsonElement>().SelectMany(ReviewersIn)], cancellation);
        var byNumber = requests.ToDictionary(view => view.Request.Number);
        var views = slice.Items.Select((entry, at) => new View(entry, byNumber[entry.Number], shown.GetValueOrDefault(entry.CommentId), updates[at], people)).ToArray();
        return pages.Of(context, new Slice<View>(views, slice.Size), Write);
    }

    private void Write(ObjectWriter o, View view)
    {
        if (view.Entry.Kind == "update")
            o.Object("update", view, WriteUpdate);
        else if (view.Comment is not null)
            o.Object("comment", view.Comment, commentJson.Write);
        else if (view.Entry.Kind is "approval" or "changes_requested")
            o.Object(view.Entry.Kind, view, WriteReview);

        o.Embedded("pull_request", view.Request, requestJson.Write);
    }

    private void WriteReview(ObjectWriter o, View view)
    {
        o.Write("date", Timestamp.Micro(view.Entry.CreatedOn));
        o.Embedded("user", view.By, accountJson.Write);
        o.Embedded("pullrequest", view.Request, requestJson.Write);
    }

    private void WriteUpdate(ObjectWriter o, View view)
    {
        var update = view.Update!.Value;
        foreach (var member in (string[])["state", "title", "description", "reason"])
            o.Write(member, update.GetProperty(member).GetString());

        o.Write("draft", update.GetProperty("draft").GetBoolean());
        o.Object("source", (view, update.GetProperty("source")), WriteEnd);
        o.Object("destination", (view, update.GetProperty("destination")), WriteEnd);
        o.Embedded("author", view.By, accountJson.Write);
        o.Write("date", Timestamp.Micro(view.Entry.CreatedOn));
        o.Object("changes", (view, update.GetProperty("changes")), WriteChanges);
    }

    private void WriteEnd(ObjectWriter o, (View View, JsonElement End) at)
    {
        var (view, end) = at;
        o.Object("branch", end.GetProperty("branch").GetString()!, static (branch, name) => branch.Write("name", name));
        o.Embedded("commit", new CommitReference(view.Request.Destination.FullName, end.GetProperty("hash").GetString()![..12]), commitJson.Write);
        var repository = Guid.TryParse(end.GetProperty("repository").GetString(), out var id)
            ? new[] { view.Request.Destination, view.Request.Source }.FirstOrDefault(one => one?.Id == id)
            : null;
        if (repository is null)
            o.Null("repository");
        else
            o.Embedded("repository", new RepositoryJson.RepositoryView(repository, null, null), repositoryJson.Write);
    }

    private void WriteChanges(ObjectWriter o, (View View, JsonElement Changes) at)
    {
        foreach (var change in at.Changes.EnumerateObject())
        {
            if (change.Name == "reviewers")
                o.Object("reviewers", (at.View, change.Value), WriteReviewers);
            else
                o.Raw(change.Name, Encoding.UTF8.GetBytes(change.Value.GetRawText()));
        }
    }

    private void WriteReviewers(ObjectWriter o, (View View, JsonElement Moved) at)
    {
        foreach (var member in (string[])["added", "removed"])
        {
            if (at.Moved.TryGetProperty(member, out var ids))
                o.EmbeddedArray(member, [.. IdsIn(ids).Select(id => at.View.People.GetValueOrDefault(id)).OfType<Account>()], accountJson.Write);
        }
    }

    private static IEnumerable<Guid> ReviewersIn(JsonElement update) =>
        update.GetProperty("changes").TryGetProperty("reviewers", out var moved) ? moved.EnumerateObject().SelectMany(member => IdsIn(member.Value)) : [];

    private static IEnumerable<Guid> IdsIn(JsonElement ids) => ids.EnumerateArray().Select(id => Guid.ParseExact(id.GetString()!, "D"));

    private sealed record View(
        ActivityEntry Entry, PullRequestView Request, PullRequestCommentView? Comment, JsonElement? Update, IReadOnlyDictionary<Guid, Account> People)
    {
        public Account? By => Entry.AccountId is { } id ? People.GetValueOrDefault(id) : null;
    }
}
