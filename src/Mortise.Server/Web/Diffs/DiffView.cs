using System.Security.Cryptography;
using Mortise.Git.Diffs;
using Mortise.Git.Trees;

namespace Mortise.Server.Web.Diffs;

/// <summary>A diff as a page shows it: a page of its files, of which the first are there and the others come when they are opened.</summary>
/// <param name="Subject">What is compared.</param>
/// <param name="Files">In the order of their paths.</param>
/// <param name="Total">Files that changed in all.</param>
internal sealed record DiffView(DiffSubject Subject, IReadOnlyList<DiffFile> Files, int Total)
{
    /// <summary>Why there is nothing to show; null: there is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the request asks for the inside of one file: then the page answers <c>Partial(DiffView.PartialOfFile, view.Files[0])</c>.</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether the page shows one file alone.</summary>
    public bool IsOneFile { get; init; }

    public bool IgnoresWhitespace { get; init; }

    /// <summary>Files before this page's first.</summary>
    public int Offset { get; init; }

    public string? Previous { get; init; }

    public string? Next { get; init; }

    public int Added => Files.Sum(static file => file.Change.Added);

    public int Removed => Files.Sum(static file => file.Change.Removed);

    public const string PartialOfFile = "/Web/Diffs/_DiffBody.cshtml";

    /// <summary>The page's address with something added to its query.</summary>
    public string With(string query) => DiffViews.With(Subject.Address, query);
}

/// <summary>A changed file.</summary>
/// <param name="Subject">What is compared.</param>
/// <param name="Change">What became of it, and how many lines.</param>
/// <param name="Diff">Null: it is not here yet, and comes from <see cref="Address"/>.</param>
internal sealed record DiffFile(DiffSubject Subject, FileChange Change, FileDiff? Diff)
{
    public GitPath Path => Change.New ?? Change.Old!.Value;

    /// <summary>Unique on the page, and the same whenever the file is shown.</summary>
    public string Id => "file-" + Convert.ToHexStringLower(SHA256.HashData(Path.Bytes).AsSpan(0, 5));

    /// <summary>The word for what became of it.</summary>
    public string Word => Change.Kind switch
    {
        ChangeKind.Added => "Added",
        ChangeKind.Removed => "Deleted",
        ChangeKind.Renamed => "Renamed",
        _ => "Changed",
    };

    /// <summary>Where the file is shown alone; null: its name is no text, which no address of ours can hold here.</summary>
    public string? Address => Path.IsText && Change.Old is null or { IsText: true }
        ? DiffViews.With(Subject.Address, "file=" + Uri.EscapeDataString(Path.Text) + (Change.Kind == ChangeKind.Renamed ? "&old_file=" + Uri.EscapeDataString(Change.Old!.Value.Text) : ""))
        : null;

    /// <summary>The inside alone, without a page around it.</summary>
    public string? PartAddress => Address is { } address ? address + "&part=1" : null;

    public string? FileAddress => Change.New is { } path && Subject.NewFile is { } page ? page(path) : null;

    public IEnumerable<DiffRemark> Remarks => Subject.Remarks?.ByPath[Path.Text] ?? [];

    /// <summary>What is said on lines that are not shown.</summary>
    public IEnumerable<DiffRemark> RemarksElsewhere =>
        Remarks.Where(remark => !remark.IsOnFile && Diff?.Hunks.Any(hunk => hunk.Lines.Any(remark.IsOn)) != true);
}
