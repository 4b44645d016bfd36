using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Mortise.Git.Trees;

namespace Mortise.Git.Diffs;

/// <summary>Reads a diff as git writes it, file by file; of what is over the limits it keeps nothing, so that memory is bounded however long the diff is.</summary>
/// <remarks>
/// A line inside a hunk is told by counting, as the head of the hunk says, and never by its look: content may look like anything. What becomes a
/// symbolic link or ceases to be one, git writes as one file removed and another added under its name; that is one file here. Not thread-safe.
/// Source: git-diff(1), "Generating patch text with -p".
/// </remarks>
/// <param name="diff">With the prefixes <c>a/</c> and <c>b/</c>; stays open.</param>
/// <param name="limits">What is kept.</param>
public sealed class DiffReader(Stream diff, DiffLimits limits)
{
    private readonly BoundedLines lines = new(diff, limits.BytesOfLine);

    /// <summary>The files, in the order of the diff.</summary>
    public async IAsyncEnumerable<FileDiff> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        FileDiff? waiting = null;
        var goesOn = await lines.NextAsync(cancellation);
        while (goesOn)
        {
            if (!lines.Current.StartsWith("diff --git "u8))
            {
                goesOn = await lines.NextAsync(cancellation);
                continue;
            }

            var head = new FileHead(lines.Current["diff --git ".Length..]);
            while ((goesOn = await lines.NextAsync(cancellation)) && !lines.Current.StartsWith("diff --git "u8) && !lines.Current.StartsWith("@@"u8))
                head.Take(lines.Current);

            var content = new FileContent(limits.LinesOfFile);
            while (goesOn && lines.Current.StartsWith("@@"u8))
                goesOn = await ReadHunkAsync(content, cancellation);

            var file = head.ToFile(content);
            if (waiting is { Kind: ChangeKind.Removed } && file.Kind == ChangeKind.Added && waiting.Old == file.New)
            {
                waiting = file with { Kind = ChangeKind.Modified, Old = waiting.Old, OldMode = waiting.OldMode, Hunks = [.. waiting.Hunks, .. file.Hunks], IsCut = waiting.IsCut || file.IsCut };
                continue;
            }

            if (waiting is not null)
                yield return waiting;
            waiting = file;
        }

        if (waiting is not null)
            yield return waiting;
    }

    /// <summary>Reads the lines that the head promises; false at the end of the diff.</summary>
    private async ValueTask<bool> ReadHunkAsync(FileContent content, CancellationToken cancellation)
    {
        var (oldLeft, newLeft) = content.Begin(lines.Current);
        while (await lines.NextAsync(cancellation))
        {
            var line = lines.Current;
            var sign = line.IsEmpty ? (byte)' ' : line[0];
            if (sign == '\\')
            {
                content.EndFile();
                continue;
            }

            if (oldLeft <= 0 && newLeft <= 0)
                return true;

            var kind = sign switch
            {
                (byte)'+' => DiffLineKind.Added,
                (byte)'-' => DiffLineKind.Removed,
                _ => DiffLineKind.Context,
            };
            oldLeft -= kind == DiffLineKind.Added ? 0 : 1;
            newLeft -= kind == DiffLineKind.Removed ? 0 : 1;
            content.Add(kind, line.IsEmpty ? line : line[1..], lines.IsCut);
        }

        return false;
    }

    /// <summary>The hunks of one file, up to a number of lines.</summary>
    private sealed class FileContent(int most)
    {
        private readonly List<DiffHunk> hunks = [];
        private List<DiffLine> current = [];
        private int kept;
        private int oldAt;
        private int newAt;

        public bool IsCut { get; private set; }

        public IReadOnlyList<DiffHunk> Hunks => hunks;

        /// <summary>Lines of either side that follow: <c>@@ -old,count +new,count @@</c>, where a count of 1 is left out.</summary>
        public (int Old, int New) Begin(ReadOnlySpan<byte> head)
        {
            var (oldStart, oldCount, length) = Side(head, (byte)'-');
            var (newStart, newCount, _) = Side(head[length..], (byte)'+');
            (oldAt, newAt, current) = (oldStart, newStart, []);
            if (kept < most)
                hunks.Add(new DiffHunk(TextOf(head), current));
            else
                IsCut = true;

            return (oldCount, newCount);
        }

        public void Add(DiffLineKind kind, ReadOnlySpan<byte> text, bool isCut)
        {
            if (kept >= most)
            {
                IsCut = true;
                return;
            }

            kept++;
            current.Add(new DiffLine(kind, kind == DiffLineKind.Added ? 0 : oldAt++, kind == DiffLineKind.Removed ? 0 : newAt++, TextOf(text), isCut));
        }

        public void EndFile()
        {
            if (current.Count > 0)
                current[^1] = current[^1] with { EndsFile = true };
        }

        private static (int Start, int Count, int Length) Side(ReadOnlySpan<byte> head, byte sign)
        {
            var at = head.IndexOf(sign) + 1;
            if (!Utf8Parser.TryParse(head[at..], out int start, out var digits))
                return (0, 0, at);

            at += digits;
            var count = 1;
            if (at < head.Length && head[at] == ',' && Utf8Parser.TryParse(head[(at + 1)..], out int told, out digits))
                (count, at) = (told, at + 1 + digits);

            return (start, count, at);
        }
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        // A cut may leave the first bytes of a character behind.
        for (var without = 0; without < 4 && without <= bytes.Length; without++)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^without]))
                return Encoding.UTF8.GetString(bytes[..^without]);
        }

        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>The lines before the first hunk.</summary>
    /// <param name="names">What follows <c>diff --git</c>: the path twice, where it did not change.</param>
    private sealed class FileHead(ReadOnlySpan<byte> names)
    {
        private readonly GitPath? both = QuotedPath.ReadTwice(names);
        private ChangeKind kind = ChangeKind.Modified;
        private GitPath? old;
        private GitPath? now;
        private string? oldMode;
        private string? newMode;
        private bool isBinary;

        public void Take(ReadOnlySpan<byte> line)
        {
            if (After(line, "new file mode "u8, out var value))
                (kind, newMode) = (ChangeKind.Added, Encoding.ASCII.GetString(value));
            else if (After(line, "deleted file mode "u8, out value))
                (kind, oldMode) = (ChangeKind.Removed, Encoding.ASCII.GetString(value));
            else if (After(line, "old mode "u8, out value))
                oldMode = Encoding.ASCII.GetString(value);
            else if (After(line, "new mode "u8, out value))
                newMode = Encoding.ASCII.GetString(value);
            else if (After(line, "rename from "u8, out value))
                (kind, old) = (ChangeKind.Renamed, QuotedPath.Read(value));
            else if (After(line, "rename to "u8, out value))
                now = QuotedPath.Read(value);
            else if (After(line, "--- "u8, out value))
                old ??= QuotedPath.ReadSide(value);
            else if (After(line, "+++ "u8, out value))
                now ??= QuotedPath.ReadSide(value);
            else if (line.StartsWith("Binary files "u8) || line.StartsWith("GIT binary patch"u8))
                isBinary = true;
        }

        public FileDiff ToFile(FileContent content) =>
            new(kind, kind == ChangeKind.Added ? null : old ?? both ?? now, kind == ChangeKind.Removed ? null : now ?? both ?? old, content.Hunks)
            {
                OldMode = oldMode,
                NewMode = newMode,
                IsBinary = isBinary,
                IsCut = content.IsCut,
            };

        private static bool After(ReadOnlySpan<byte> line, ReadOnlySpan<byte> words, out ReadOnlySpan<byte> rest)
        {
            var isSo = line.StartsWith(words);
            rest = isSo ? line[words.Length..] : default;
            return isSo;
        }
    }
}
