using Mortise.Query.Filtering;

namespace Mortise.Server.Features.Source;

/// <summary>What <c>q</c> and <c>sort</c> may name of files and directories (rest.md 11.4).</summary>
internal static class SourceQuery
{
    public const string Size = "size";
    public const string Attributes = "attributes";

    public static readonly MemoryFields<SourceEntry> Fields = new MemoryFields<SourceEntry>()
        .Text("path", entry => entry.Path.Text)
        .Text("escaped_path", entry => entry.IsDirectory ? null : entry.Path.Escaped)
        .Text("type", entry => entry.TypeName)
        .Number(Size, entry => entry.Facts?.Size)
        .Texts(Attributes, entry => entry.IsDirectory ? [] : entry.Attributes)
        .Text("mimetype", entry => entry.MediaType)
        .Text("commit.hash", entry => entry.Commit.ToString())
        .Instant("commit.date", entry => entry.CommitFacts?.Author.When)
        .Text("commit.message", entry => entry.CommitFacts?.Message)
        .Text("commit.author.raw", entry => entry.CommitFacts is { Author: var by } ? $"{by.Name} <{by.Email}>" : null);
}
