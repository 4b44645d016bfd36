using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.CommitStatuses;

/// <summary>Statuses on the wire: schema <c>commitstatus</c>, with the members the live service adds to it (rest.md 16.8).</summary>
internal sealed class CommitStatusJson(PublicAddress address, CommitReferenceJson commits, RepositoryJson repositories)
{
    internal readonly record struct StatusView(CommitStatus Status, Repository Repository);

    public void Write(ObjectWriter o, StatusView view)
    {
        var (status, repository) = view;
        o.Write("type", "build");
        o.Write("key", status.Key);
        o.Write("name", status.Name);
        o.Write("description", status.Description);
        o.Write("state", status.State);
        o.Write("url", StatusUrl.Expand(status.Url, repository, status.CommitHash));
        o.Write("refname", status.Refname);
        o.Write("created_on", Timestamp.Micro(status.CreatedOn));
        o.Write("updated_on", Timestamp.Micro(status.UpdatedOn));
        o.Embedded("commit", new CommitReference(repository.FullName, status.CommitHash), commits.Write);
        o.Embedded("repository", new RepositoryJson.RepositoryView(repository, null, null), repositories.Write);
        o.Object("links", view, WriteLinks);
    }

    /// <summary>The absolute address of a status.</summary>
    public string AddressOf(StatusView view) =>
        $"{address.Api}/repositories/{view.Repository.FullName}/commit/{view.Status.CommitHash}/statuses/build/{Uri.EscapeDataString(view.Status.Key)}";

    private void WriteLinks(ObjectWriter o, StatusView view)
    {
        o.Link("self", AddressOf(view));
        o.Link("commit", $"{address.Api}/repositories/{view.Repository.FullName}/commit/{view.Status.CommitHash}");
    }
}
