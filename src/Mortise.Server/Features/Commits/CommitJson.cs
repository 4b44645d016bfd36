using Mortise.Git.Objects;
using Mortise.Query.Fields;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Commits;

/// <summary>Commits on the wire: schema <c>commit</c> (rest.md 16.5). Condensed they are what a reference shows of its target (rest.md 15).</summary>
internal sealed class CommitJson(PublicAddress address, AccountJson accounts, ParticipantJson participants, RepositoryJson repositories)
{
    public void Write(ObjectWriter o, CommitView view)
    {
        var message = new MarkupText(view.Commit.Message, view.Linkers);
        o.Write("type", "commit");
        o.Write("hash", view.Commit.Id.ToString());
        o.Write("date", Timestamp.Offset(view.Commit.Author.When));
        o.Object("author", (view, view.Commit.Author, "author"), WritePerson);
        o.Object("committer", (view, view.Commit.Committer, "committer"), WritePerson, Shown.Full);
        o.Write("message", view.Commit.Message);
        o.Object("summary", message, MarkupRenderer.Write, Shown.Full);
        o.Object("rendered", message, static (rendered, text) => rendered.Object("message", text, MarkupRenderer.Write), Shown.Full);
        o.Array("parents", [.. view.Commit.Parents.Select(parent => (view.Repository.FullName, parent))], WriteParent);
        o.Embedded("repository", new RepositoryJson.RepositoryView(view.Repository, null, null), repositories.Write);
        if (view.Participants is not null)
            o.Array("participants", view.Participants, participants.Write);

        if (o.Wants("properties", Shown.Extra))
            o.Properties("properties", PropertyHost.OfCommit(view.Repository.WorkspaceId, view.Repository.Id, view.Commit.Id.ToString()));

        o.Object("links", view, WriteLinks);
    }

    private void WritePerson(ObjectWriter o, (CommitView View, Signature By, string Type) person)
    {
        o.Write("type", person.Type);
        o.Write("raw", $"{person.By.Name} <{person.By.Email}>");
        if (person.View.People.TryGetValue(person.By.Email.ToLowerInvariant(), out var account))
            o.Embedded("user", account, accounts.Write);
    }

    private void WriteParent(ObjectWriter o, (string FullName, ObjectId Id) parent)
    {
        o.Write("type", "commit");
        o.Write("hash", parent.Id.ToString());
        o.Object("links", parent, (links, one) =>
        {
            links.Link("self", Self(one.FullName, one.Id));
            links.Link("html", Page(one.FullName, one.Id));
        });
    }

    private void WriteLinks(ObjectWriter o, CommitView view)
    {
        var name = view.Repository.FullName;
        var id = view.Commit.Id;
        o.Link("self", Self(name, id));
        o.Link("html", Page(name, id));
        o.Link("diff", $"{address.Api}/repositories/{name}/diff/{id}");
        o.Link("patch", $"{address.Api}/repositories/{name}/patch/{id}");
        foreach (var relation in (string[])["approve", "comments", "statuses"])
            o.Link(relation, $"{Self(name, id)}/{relation}");
    }

    private string Self(string fullName, ObjectId id) => $"{address.Api}/repositories/{fullName}/commit/{id}";

    private string Page(string fullName, ObjectId id) => $"{address.Origin}/{fullName}/commits/{id}";
}
