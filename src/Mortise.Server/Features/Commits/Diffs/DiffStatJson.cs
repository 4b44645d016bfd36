using Mortise.Git.Diffs;
using Mortise.Git.Merging;
using Mortise.Git.Trees;
using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Diffs;

/// <summary>A changed file, with the commits that its two sides stand in.</summary>
internal sealed record FileChangeView(FileChange Change, ComparedCommit? Old, ComparedCommit New);

/// <summary>Changed files and conflicts on the wire: schemas <c>diffstat</c> and <c>file_conflict</c> (rest.md 16.5).</summary>
internal sealed class DiffStatJson(PublicAddress address)
{
    public void Write(ObjectWriter o, FileChangeView view)
    {
        var change = view.Change;
        o.Write("type", "diffstat");
        o.Write("status", change.Kind switch
        {
            ChangeKind.Added => "added",
            ChangeKind.Removed => "removed",
            ChangeKind.Renamed => "renamed",
            _ => "modified",
        });
        o.Write("lines_added", change.Added);
        o.Write("lines_removed", change.Removed);
        WriteSide(o, "old", change.Old, view.Old);
        WriteSide(o, "new", change.New, view.New);
    }

    public static void Write(ObjectWriter o, MergeConflict conflict)
    {
        o.Write("type", "file_conflict");
        o.Write("path", conflict.Path);
        o.Write("scenario", conflict.Scenario);
        o.Write("message", conflict.Message);
    }

    private void WriteSide(ObjectWriter o, string name, GitPath? path, ComparedCommit? commit)
    {
        if (path is { } file && commit is not null)
            o.Object(name, (file, commit), WriteFile);
        else
            o.Null(name);
    }

    private void WriteFile(ObjectWriter o, (GitPath Path, ComparedCommit Commit) file)
    {
        o.Write("path", file.Path.Text);
        o.Write("escaped_path", file.Path.Escaped);
        o.Write("type", "commit_file");
        o.Object("links", file, (links, one) =>
            links.Link("self", $"{address.Api}/repositories/{one.Commit.Repository.FullName}/src/{one.Commit.Id}/{one.Path.UrlPath}"));
    }
}
