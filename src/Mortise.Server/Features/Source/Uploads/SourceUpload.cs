using System.Text;
using Mortise.Git.Refs;
using Mortise.Git.Trees;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Uploads;

/// <summary>What a request asks to be committed: files as they come in, then the rest of the form (rest.md 20.4).</summary>
/// <remarks>Gathers what is wrong with each field; <see cref="Problem"/> is asked at the end.</remarks>
internal sealed class SourceUpload(int mostFiles)
{
    /// <summary>Bytes of a field that is no file.</summary>
    public const int MostText = 64 * 1024;

    /// <summary>Names in all paths together: each may be a directory to make.</summary>
    public const int MostNames = 100_000;

    /// <summary>Fields whose faults are told.</summary>
    private const int MostFaults = 100;

    /// <summary>Bytes of what a link points to: as long as a path may be.</summary>
    public const int MostTarget = GitPath.MaxBytes;

    private static readonly string[] Fields = ["message", "author", "parents", "branch", "files"];

    private readonly Dictionary<GitPath, TreeChange> written = [];
    private readonly HashSet<GitPath> named = [];
    private readonly Dictionary<string, string[]> faults = new(StringComparer.Ordinal);
    private int parts;
    private int names;

    /// <summary>Null: the usual words.</summary>
    public string? Message { get; private set; }

    /// <summary>As sent, <c>Name &lt;mail&gt;</c>; null: the caller.</summary>
    public string? Author { get; private set; }

    /// <summary>The hash, or the beginning of it; null: the tip of the branch.</summary>
    public string? Parent { get; private set; }

    /// <summary>Null: the main branch.</summary>
    public BranchName? Branch { get; private set; }

    public IReadOnlyCollection<TreeChange> Written => written.Values;

    /// <summary>Named in <c>files</c>, and not sent.</summary>
    public IEnumerable<GitPath> Removed => named.Where(path => !written.ContainsKey(path));

    /// <summary>The refusal that names every field at fault; null when all were sound.</summary>
    public ApiError? Problem => faults.Count > 0 ? ApiError.InvalidFields(faults) : null;

    /// <summary>Whether a field is one of the form's own, and not a file that is called so: a slash before the name, or a file's name, makes it a file.</summary>
    public static bool IsField(string name) => Fields.Contains(name, StringComparer.Ordinal);

    /// <summary>Counts a field or file that comes, of whatever kind; a refusal when there are more than a sound request can have.</summary>
    public ApiError? Count() =>
        ++parts > mostFiles + Fields.Length ? ApiError.BadRequest("Bad request", $"A request writes and removes at most {mostFiles} files (Source:MaxUploadFiles).") : null;

    public void Fault(string field, string problem)
    {
        if (faults.Count < MostFaults)
            faults.TryAdd(field, [problem]);
    }

    /// <summary>The path of a file that is about to come; null, and a fault, for one that no file may have.</summary>
    public GitPath? PathOf(ReadOnlySpan<byte> name)
    {
        if (GitPath.TryParseNew(name.TrimStart((byte)'/'), out var path, out var problem))
        {
            names += path.Bytes.Count((byte)'/') + 1;
            if (written.Count + named.Count < mostFiles && names <= MostNames)
                return path;

            problem = names > MostNames ? $"The paths of a request have at most {MostNames} names together." : $"A request writes and removes at most {mostFiles} files.";
        }

        Fault(Encoding.UTF8.GetString(name), problem);
        return null;
    }

    public void Write(TreeChange change)
    {
        if (!written.TryAdd(change.Path, change))
            Fault(change.Path.Text, "The file is sent twice.");
    }

    /// <summary>Takes a field that is no file.</summary>
    public void Set(string field, ReadOnlySpan<byte> value)
    {
        if (field == "files")
        {
            if (PathOf(value) is { } path)
                named.Add(path);
            return;
        }

        var text = Encoding.UTF8.GetString(value);
        if (text.Contains('\0', StringComparison.Ordinal) || !System.Text.Unicode.Utf8.IsValid(value))
            Fault(field, "The text is not UTF-8, or holds a NUL character.");
        else if (text.Length > 0)
            SetText(field, text);
    }

    private void SetText(string field, string text)
    {
        switch (field)
        {
            case "message":
                Message ??= text;
                break;
            case "author":
                Author ??= text;
                break;
            case "parents" when Parent is not null && Parent != text:
                Fault(field, "A commit is made upon one other; the request names several.");
                break;
            case "parents":
                Parent = text;
                break;
            case "branch" when Branch is { } other && other.Value != text:
                Fault(field, "The field is given twice.");
                break;
            case "branch" when BranchName.TryParse(text, out var branch):
                Branch = branch;
                break;
            case "branch":
                Fault(field, $"'{text}' cannot be the name of a branch.");
                break;
        }
    }
}
