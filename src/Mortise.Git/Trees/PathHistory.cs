using System.Runtime.CompilerServices;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git.Trees;

/// <summary>A commit that changed a file.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Path">Where the file is in that commit; where it was, if the commit removed it.</param>
/// <param name="Kind">What it is there; null where the commit removed it.</param>
/// <param name="Blob">Its content there; zero where the commit removed it.</param>
public readonly record struct PathChange(ObjectId Commit, GitPath Path, TreeEntryKind? Kind, ObjectId Blob);

/// <summary>The history of one file: <c>git log --follow --date-order</c>, read as it comes.</summary>
public static class PathHistory
{
    private const byte CommitMark = 1;

    /// <summary>The commits that changed the file, newest first. git ends when the reader stops asking.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">Where to begin.</param>
    /// <param name="path">The file there. Its bytes must be UTF-8: a process takes nothing else as an argument here.</param>
    /// <param name="followRenames">Whether the history goes on under the name that the file had before.</param>
    /// <param name="cancellation">Kills git.</param>
    public static async IAsyncEnumerable<PathChange> ReadAsync(
        GitRepository repository, ObjectId commit, GitPath path, bool followRenames, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var command = repository.Command("log", "--date-order", "--format=%x01%H", "--raw", "-z", "--no-abbrev", "--no-show-signature", followRenames ? "--follow" : "--no-renames") with
        {
            Revisions = [commit.ToString()],
            Paths = [path.Text],
            Environment = new Dictionary<string, string> { ["GIT_LITERAL_PATHSPECS"] = "1" },
        };
        await using var git = GitProcess.Start(command);
        await git.CloseInputAsync();
        var at = ObjectId.Zero;
        var tokens = new TokenReader(git.Output);
        while (await tokens.NextAsync(cancellation) is { } token)
        {
            if (token.Length > 0 && token[0] == CommitMark)
            {
                at = ObjectId.Parse(Encoding.ASCII.GetString(token, 1, ObjectId.HexLength));
                continue;
            }

            var fields = Encoding.ASCII.GetString(token).TrimStart('\n').Split(' ');      // :100644 100644 old new M
            if (fields.Length != 5)
                continue;

            var name = await tokens.NextAsync(cancellation) ?? throw new GitException("git log ended in the middle of a change");
            if (fields[4][0] is 'R' or 'C')
                name = await tokens.NextAsync(cancellation) ?? throw new GitException("git log ended in the middle of a rename");

            yield return new PathChange(at, GitPath.Of(name), KindOf(fields[1]), ObjectId.Parse(fields[3]));
        }

        (await git.WaitAsync(cancellation)).Require("log");
    }

    private static TreeEntryKind? KindOf(string mode) => mode switch
    {
        "000000" => null,
        "100755" => TreeEntryKind.Executable,
        "120000" => TreeEntryKind.Link,
        "160000" => TreeEntryKind.Submodule,
        "040000" => TreeEntryKind.Directory,
        _ => TreeEntryKind.File,
    };

    /// <summary>Pieces of a stream that end in NUL.</summary>
    private sealed class TokenReader(Stream stream)
    {
        private byte[] buffer = new byte[16 * 1024];
        private int start;
        private int end;

        /// <summary>The next piece; null at the end.</summary>
        public async ValueTask<byte[]?> NextAsync(CancellationToken cancellation)
        {
            while (true)
            {
                var length = buffer.AsSpan(start, end - start).IndexOf((byte)0);
                if (length >= 0)
                {
                    var token = buffer.AsSpan(start, length).ToArray();
                    start += length + 1;
                    return token;
                }

                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                if (end == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
                if (read == 0)
                    return null;

                end += read;
            }
        }
    }
}
