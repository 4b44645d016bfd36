using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git.Merging;

/// <summary><c>git merge-tree --write-tree</c>: the tree of a merge, or what is in its way. Source: git-merge-tree(1), with <c>-z</c>.</summary>
internal static class MergeTree
{
    private const string Refused = "refusing to merge unrelated histories";
    private const string ConflictType = "CONFLICT (";

    /// <summary>Merges two commits; the bases are theirs in common.</summary>
    public static async Task<TreeMerge> RunAsync(GitRepository repository, ObjectId ours, ObjectId theirs, CancellationToken cancellation)
    {
        var command = repository.Command("merge-tree", "--write-tree", "-z", "--messages") with { Revisions = [ours.ToString(), theirs.ToString()] };
        var output = await GitProcess.ReadAsync(command, cancellation);
        if (output.Exit.Code is 0 or 1)
            return Read(output.Text, clean: output.Exit.Code == 0);

        if (output.Exit.Errors.Contains(Refused, StringComparison.Ordinal))
            return new TreeMerge(null, []);

        output.Exit.Require("merge-tree");
        throw new GitException("git merge-tree ended without an answer");
    }

    /// <summary>1. The tree. 2. The stages of each path in conflict, up to an empty field. 3. Messages: count, that many paths, type, text.</summary>
    internal static TreeMerge Read(string text, bool clean)
    {
        var fields = text.Split('\0');
        var tree = ObjectId.Parse(fields[0].TrimEnd('\n'));                                     // 1
        if (clean)
            return new TreeMerge(tree, []);

        var at = 1;
        var stages = new SortedDictionary<string, HashSet<char>>(StringComparer.Ordinal);
        for (; at < fields.Length && fields[at].Length > 0; at++)                               // 2
        {
            var tab = fields[at].IndexOf('\t', StringComparison.Ordinal);
            var path = fields[at][(tab + 1)..];
            if (!stages.TryGetValue(path, out var seen))
                stages.Add(path, seen = []);

            seen.Add(fields[at][tab - 1]);
        }

        var types = ReadTypes(fields, at + 1);                                                  // 3
        return new TreeMerge(tree, [.. stages.Select(path => Describe(path.Key, path.Value, types.GetValueOrDefault(path.Key, "")))]);
    }

    private static Dictionary<string, string> ReadTypes(string[] fields, int at)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        while (at < fields.Length && int.TryParse(fields[at], System.Globalization.CultureInfo.InvariantCulture, out var count) && at + count + 2 < fields.Length)
        {
            var type = fields[at + count + 1];
            if (type.StartsWith(ConflictType, StringComparison.Ordinal))
            {
                foreach (var path in fields.AsSpan(at + 1, count))
                    types.TryAdd(path, type[ConflictType.Length..].TrimEnd(')'));
            }

            at += count + 3;
        }

        return types;
    }

    /// <summary>The words are those of git's conflict types; of a pair the destination's side stands first.</summary>
    private static MergeConflict Describe(string path, HashSet<char> stages, string type)
    {
        var gone = !stages.Contains('2');
        var (scenario, message) = type switch
        {
            "contents" => ("content", "Both sides changed the same lines."),
            "binary" => ("binary", "Both sides changed a binary file."),
            "modify/delete" when gone => ("delete_modify", "The destination deleted what the source changed."),
            "modify/delete" => ("modify_delete", "The destination changed what the source deleted."),
            "rename/delete" when gone => ("delete_rename", "The destination deleted what the source renamed."),
            "rename/delete" => ("rename_delete", "The destination renamed what the source deleted."),
            "rename/add" => ("rename_add", "One side renamed a file to a path that the other side added."),
            "rename/rename" or "directory rename split" => ("rename", "Both sides renamed the same, to different paths."),
            "file/directory" when gone => ("directory_file", "The destination has a directory where the source has a file."),
            "file/directory" => ("file_directory", "The destination has a file where the source has a directory."),
            "distinct modes" => ("type", "The two sides have files of different types."),
            _ when type.StartsWith("submodule", StringComparison.Ordinal) => ("subrepo", "Both sides moved the same submodule."),
            _ => ("unknown", "The two sides do not merge by themselves."),
        };
        return new MergeConflict(path, scenario, message);
    }
}

/// <summary>What came of merging two commits.</summary>
/// <param name="Tree">Null: the two have nothing in common.</param>
/// <param name="Conflicts">Empty: the tree is the merge; else it holds conflict marks.</param>
internal readonly record struct TreeMerge(ObjectId? Tree, IReadOnlyList<MergeConflict> Conflicts)
{
    public bool IsClean => Tree is not null && Conflicts.Count == 0;
}
