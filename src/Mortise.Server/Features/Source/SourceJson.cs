using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Source;

/// <summary>Files and directories on the wire: schemas <c>commit_file</c> and <c>treeentry</c> (rest.md 16.5, D-86).</summary>
internal sealed class SourceJson(PublicAddress address, CommitReferenceJson references, RepositoryJson repositories)
{
    public void Write(ObjectWriter o, SourceEntry entry)
    {
        o.Write("path", entry.Path.Text);
        o.Embedded("commit", entry, WriteCommit);
        o.Write("type", entry.TypeName);
        if (!entry.IsDirectory)
        {
            o.Write("escaped_path", entry.Path.Escaped);
            o.Strings("attributes", entry.Attributes);
            o.Write("size", entry.Facts?.Size);
            o.Write("mimetype", entry.MediaType);
        }

        o.Object("links", entry, WriteLinks);
    }

    /// <summary>The address of a file or directory at a commit; a directory's ends in a slash.</summary>
    public string AddressOf(string fullName, ObjectId commit, GitPath path, bool isDirectory) =>
        $"{address.Api}/repositories/{fullName}/src/{commit}/{path.UrlPath}{(isDirectory && !path.IsRoot ? "/" : "")}";

    /// <summary>Condensed it is the hash alone; all of the commit is at its own address.</summary>
    private void WriteCommit(ObjectWriter o, SourceEntry entry)
    {
        references.Write(o, new CommitReference(entry.Repository.FullName, entry.Commit.ToString()));
        o.Embedded("repository", new RepositoryJson.RepositoryView(entry.Repository, null, null), repositories.Write, Shown.Full);
        if (o.Wants("properties", Shown.Extra))
            o.Properties("properties", PropertyHost.OfCommit(entry.Repository.WorkspaceId, entry.Repository.Id, entry.Commit.ToString()));

        if (entry.CommitFacts is not { } commit)
            return;

        o.Write("date", Timestamp.Offset(commit.Author.When), Shown.Full);
        o.Write("message", commit.Message, Shown.Full);
        o.Object("author", commit.Author, static (author, by) =>
        {
            author.Write("type", "author");
            author.Write("raw", $"{by.Name} <{by.Email}>");
        }, Shown.Full);
        o.Array("parents", commit.Parents, static (parent, id) =>
        {
            parent.Write("type", "commit");
            parent.Write("hash", id.ToString());
        }, Shown.Full);
    }

    private void WriteLinks(ObjectWriter o, SourceEntry entry)
    {
        var self = AddressOf(entry.Repository.FullName, entry.Commit, entry.Path, entry.IsDirectory);
        o.Link("self", self);
        o.Link("meta", self + "?format=meta");
        if (!entry.IsDirectory)
            o.Link("history", $"{address.Api}/repositories/{entry.Repository.FullName}/filehistory/{entry.Commit}/{entry.Path.UrlPath}");
    }
}
