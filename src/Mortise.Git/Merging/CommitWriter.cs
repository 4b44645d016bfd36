using System.Globalization;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git.Merging;

/// <summary>Writes commit objects, byte for byte as given, by <c>git hash-object</c>.</summary>
internal sealed class CommitWriter(GitRepository repository)
{
    private static readonly string[] Replaced = ["tree ", "parent ", "committer "];

    /// <summary>A commit in UTF-8.</summary>
    /// <param name="sign">Null: it carries no signature.</param>
    public Task<ObjectId> WriteAsync(
        ObjectId tree, IReadOnlyList<ObjectId> parents, string author, string committer, string message, Func<byte[], byte[]>? sign, CancellationToken cancellation)
    {
        var text = new StringBuilder($"tree {tree}\n");
        foreach (var parent in parents)
            text.Append(CultureInfo.InvariantCulture, $"parent {parent}\n");

        text.Append(CultureInfo.InvariantCulture, $"author {author}\ncommitter {committer}\n\n{message.ReplaceLineEndings("\n").TrimEnd('\n')}\n");
        var commit = Encoding.UTF8.GetBytes(text.ToString());
        return StoreAsync(sign is null ? commit : sign(commit), cancellation);
    }

    /// <summary>
    /// A commit written anew: author, encoding and message stay as they are, byte for byte; a signature, which would no longer hold, goes.
    /// </summary>
    /// <param name="original">The commit object.</param>
    public Task<ObjectId> RewriteAsync(ReadOnlyMemory<byte> original, ObjectId tree, ObjectId parent, string committer, CancellationToken cancellation)
    {
        // Latin-1 keeps every byte, whatever encoding the commit names.
        var text = Encoding.Latin1.GetString(original.Span);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = end < 0 ? text.TrimEnd('\n') : text[..end];
        var kept = new StringBuilder($"tree {tree}\nparent {parent}\n");
        var dropping = false;
        foreach (var line in headers.Split('\n'))
        {
            dropping = line.StartsWith(' ') ? dropping : IsSignature(line);
            if (line.StartsWith("committer ", StringComparison.Ordinal))
                kept.Append("committer ").Append(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(committer))).Append('\n');
            else if (!dropping && !Replaced.Any(name => line.StartsWith(name, StringComparison.Ordinal)))
                kept.Append(line).Append('\n');
        }

        kept.Append(end < 0 ? "\n" : text[(end + 1)..]);
        return StoreAsync(Encoding.Latin1.GetBytes(kept.ToString()), cancellation);
    }

    /// <summary>The line of a person, <c>name &lt;email&gt; seconds offset</c>.</summary>
    public static string Line(MergePerson person, DateTimeOffset when)
    {
        var (name, email) = (Plain(person.Name), Plain(person.Email));
        var offset = (when.Offset < TimeSpan.Zero ? "-" : "+") + when.Offset.ToString("hhmm", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{(name.Length > 0 ? name : email)} <{email}> {when.ToUnixTimeSeconds()} {offset}");
    }

    private static bool IsSignature(string line) =>
        line.StartsWith("gpgsig", StringComparison.Ordinal) || line.StartsWith("mergetag ", StringComparison.Ordinal);

    private static string Plain(string text) =>
        string.Concat(text.Where(character => !char.IsControl(character) && character is not ('<' or '>'))).Trim();

    internal async Task<ObjectId> StoreAsync(byte[] commit, CancellationToken cancellation)
    {
        var output = await GitProcess.ReadAsync(repository.Command("hash-object", "-tcommit", "-w", "--stdin"), cancellation, commit);
        output.Exit.Require("hash-object");
        return ObjectId.Parse(output.Text.TrimEnd('\n'));
    }
}
