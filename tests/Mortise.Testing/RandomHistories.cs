using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mortise.Testing;

/// <summary>A history with no root in common with others: its branches, and the commits in the order in which they were made.</summary>
public sealed record RandomHistory(string Name, IReadOnlyList<string> Branches, int Commits);

/// <summary>
/// Many small histories by chance, in one stream of <c>git fast-import</c>: merges, renames, deletions, binary and empty files, unicode and odd names,
/// executables, links, submodules; dates that repeat and run backwards.
/// </summary>
public sealed class RandomHistories(int seed)
{
    private static readonly string[] Directories = ["", "src/", "src/deep/er/", "ünï cödé/", "日本/", "a\"quote/", "tab\there/"];
    private static readonly string[] Names = ["readme", "naïve.txt", "café ☕", "plain.txt", "b[0-9]*.c", "-dash", "\"q\"", "emoji😀", "back\\slash", "line.bin"];

    private readonly Random random = new(seed);
    private readonly ArrayBufferWriter<byte> stream = new();
    private int mark;

    /// <summary>Writes <paramref name="count"/> histories, each on branches below <c>h{number}/</c>, into a bare repository.</summary>
    public async Task<IReadOnlyList<RandomHistory>> ImportAsync(GitFixture git, string repository, int count)
    {
        var histories = Enumerable.Range(1, count).Select(number => WriteHistory($"h{number}")).ToArray();
        var run = await git.RunAsync(repository, stream.WrittenSpan.ToArray(), "fast-import", "--quiet", "--date-format=raw");
        return run.Code == 0 ? histories : throw new InvalidOperationException($"git fast-import: {run.Errors}");
    }

    private RandomHistory WriteHistory(string name)
    {
        var tips = new List<(int Mark, SortedDictionary<string, Entry> Files)>();
        var commits = random.Next(6, 16);
        for (var made = 0; made < commits; made++)
        {
            // A new root, a new line from an old tip, or the next commit of a line.
            var isRoot = tips.Count == 0 || random.Next(12) == 0;
            var from = isRoot ? -1 : random.Next(tips.Count);
            var files = new SortedDictionary<string, Entry>(isRoot ? [] : tips[from].Files, StringComparer.Ordinal);
            var merged = !isRoot && tips.Count > 1 && random.Next(3) == 0 ? tips[(from + 1) % tips.Count].Mark : 0;
            WriteCommit(name, isRoot ? 0 : tips[from].Mark, merged, files);
            if (isRoot || random.Next(4) == 0)
                tips.Add((mark, files));
            else
                tips[from] = (mark, files);
        }

        var branches = tips.Select((_, at) => $"{name}/b{at}").ToArray();
        for (var at = 0; at < tips.Count; at++)
            Write($"reset refs/heads/{branches[at]}\nfrom :{tips[at].Mark}\n\n");

        return new RandomHistory(name, branches, commits);
    }

    private void WriteCommit(string history, int from, int merged, SortedDictionary<string, Entry> files)
    {
        var who = string.Create(CultureInfo.InvariantCulture, $"Ada <ada@example.com> {1_700_000_000 + random.Next(40)} +0100");
        if (from == 0)
            Write($"reset refs/heads/{history}/work\n");

        Write($"commit refs/heads/{history}/work\nmark :{++mark}\nauthor {who}\ncommitter {who}\n");
        WriteData(Encoding.UTF8.GetBytes($"{history} {mark}\n"));
        if (from > 0)
            Write($"from :{from}\n");
        if (merged > 0 && merged != from)
            Write($"merge :{merged}\n");

        for (var changes = random.Next(0, 4); changes >= 0; changes--)
            Change(files);
        Write("\n");
    }

    private void Change(SortedDictionary<string, Entry> files)
    {
        var known = files.Count > 0 ? files.ElementAt(random.Next(files.Count)).Key : null;
        switch (random.Next(8))
        {
            case 0 when known is not null:
                files.Remove(known);
                Write($"D {Quoted(known)}\n");
                break;
            case 1 or 2 when known is not null:
                var target = Path();
                if (files.ContainsKey(target))
                    break;

                files[target] = files[known];
                files.Remove(known);
                Write($"R {Quoted(known)} {Quoted(target)}\n");
                break;
            case 3 or 4 or 5 when known is not null && files[known].Mode is "100644" or "100755":
                Put(files, known!, files[known!] with { Content = [.. files[known!].Content, .. Encoding.UTF8.GetBytes($"more {random.Next(1000)}\n")] });
                break;
            default:
                Put(files, Path(), New());
                break;
        }
    }

    private void Put(SortedDictionary<string, Entry> files, string path, Entry entry)
    {
        files[path] = entry;
        if (entry.Mode == "160000")
        {
            Write($"M 160000 {Convert.ToHexStringLower(entry.Content)} {Quoted(path)}\n");
            return;
        }

        Write($"M {entry.Mode} inline {Quoted(path)}\n");
        WriteData(entry.Content);
    }

    private Entry New()
    {
        var lines = Enumerable.Range(0, random.Next(2, 30)).Select(line => $"line {line} {random.Next(5)}\n");
        return random.Next(9) switch
        {
            0 => new("100644", []),
            1 => new("100644", [0, 1, 2, (byte)random.Next(256), 0]),
            2 => new("120000", "plain.txt"u8.ToArray()),
            3 => new("160000", [.. Enumerable.Range(0, 20).Select(_ => (byte)random.Next(1, 256))]),
            4 => new("100755", Encoding.UTF8.GetBytes(string.Concat(lines))),
            5 => new("100644", "no newline at the end"u8.ToArray()),
            _ => new("100644", Encoding.UTF8.GetBytes(string.Concat(lines))),
        };
    }

    private string Path() => Directories[random.Next(Directories.Length)] + Names[random.Next(Names.Length)];

    private static string Quoted(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}\"";

    private void WriteData(byte[] bytes)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"data {bytes.Length}\n"));
        stream.Write(bytes);
        Write("\n");
    }

    private void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private sealed record Entry(string Mode, byte[] Content);
}
