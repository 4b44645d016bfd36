using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Writes a tag object for a commit; no reference names it yet.</summary>
    /// <param name="target">The commit, which must be there.</param>
    /// <param name="tag">Below <c>refs/tags/</c>.</param>
    /// <param name="tagger">Whose it is.</param>
    /// <param name="when">Whole seconds are kept, with the offset.</param>
    /// <param name="message">A newline is added where it has none at its end.</param>
    /// <param name="cancellation">Kills git.</param>
    public async Task<ObjectId> WriteTagAsync(
        ObjectId target, RefName tag, MergePerson tagger, DateTimeOffset when, string message, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = $"object {target}\ntype commit\ntag {tag.Short}\ntagger {CommitWriter.Line(tagger, when)}\n\n{message.ReplaceLineEndings("\n").TrimEnd('\n')}\n";
        var output = await GitProcess.ReadAsync(Command("mktag"), cancellation, Encoding.UTF8.GetBytes(text));
        output.Exit.Require("mktag");
        return ObjectId.Parse(output.Text.TrimEnd('\n'));
    }
}
