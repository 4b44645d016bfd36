using System.Globalization;
using Mortise.Git.Diffs;
using Mortise.Git.Trees;

namespace Mortise.Server.Web.Diffs;

/// <summary>Reads what a page shows of a diff, in two walks of git that end as soon as there is enough (docs/decisions/0035-diffs-come-in-parts.md).</summary>
/// <remarks>
/// Its part of the page's query: <c>file</c> (and <c>old_file</c> where it was renamed) shows one file alone, with <c>part</c> only its inside;
/// <c>files</c> is the page of files, from 1; <c>w=1</c> leaves white space out.
/// </remarks>
internal sealed class DiffViews(TimeProvider clock)
{
    /// <summary>Files that one page lists.</summary>
    public const int FilesOfPage = 100;

    /// <summary>Files whose lines are on the page from the start.</summary>
    public const int OpenFiles = 25;

    /// <summary>Lines on the page from the start; the file that goes beyond is the last.</summary>
    public const int OpenLines = 2_500;

    /// <summary>Lines of one file among others, and of one that is asked for alone.</summary>
    public const int LinesAmongOthers = 1_000;

    /// <inheritdoc cref="LinesAmongOthers"/>
    public const int LinesAlone = 20_000;

    private const int MostPathCharacters = 4096;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The view that the request asks for.</summary>
    public async Task<DiffView> ReadAsync(DiffSubject subject, HttpRequest request, CancellationToken cancellation)
    {
        var query = request.Query;
        var options = new DiffOptions { IgnoresWhitespace = query["w"] == "1" };
        var file = query["file"].ToString();
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        subject = options.IgnoresWhitespace ? subject with { Address = With(subject.Address, "w=1") } : subject;
        try
        {
            var view = file.Length is > 0 and <= MostPathCharacters
                ? await OneAsync(subject, options, file, query["old_file"].ToString(), query.ContainsKey("part"), either.Token)
                : await PageAsync(subject, options, int.TryParse(query["files"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Max(1, page) : 1, either.Token);
            return view with { IgnoresWhitespace = options.IgnoresWhitespace };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new DiffView(subject, [], 0) { Problem = $"This comparison takes longer than {Limit.TotalSeconds} seconds. Fetch the repository and compare with git, or choose commits that are closer to each other." };
        }
        catch (DiffTooLargeException large)
        {
            return new DiffView(subject, [], 0) { Problem = $"{large.Message}: too many to look at without their white space. Compare them as they are." };
        }
    }

    public static string With(string address, string query) => address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;

    private static async Task<DiffView> OneAsync(DiffSubject subject, DiffOptions options, string file, string oldFile, bool isPart, CancellationToken cancellation)
    {
        options = options with { Paths = oldFile.Length is > 0 and <= MostPathCharacters ? [file, oldFile] : [file] };
        var path = GitPath.Of(file);
        var stat = await subject.Git.ReadDiffStatAsync(subject.Range, options, 0, 2, cancellation);
        var change = stat.Changes.FirstOrDefault(one => (one.New ?? one.Old) == path);
        if (change is null)
            return new DiffView(subject, [], 0) { IsOneFile = true, Problem = "This file did not change between the two." };

        await foreach (var diff in subject.Git.ReadDiffAsync(subject.Range, options, new DiffLimits { LinesOfFile = LinesAlone }, cancellation))
        {
            if ((diff.New ?? diff.Old) == path)
                return new DiffView(subject, [new DiffFile(subject, change, diff)], 1) { IsOneFile = true, IsPart = isPart };
        }

        return new DiffView(subject, [new DiffFile(subject, change, new FileDiff(change.Kind, change.Old, change.New, []))], 1) { IsOneFile = true, IsPart = isPart };
    }

    private static async Task<DiffView> PageAsync(DiffSubject subject, DiffOptions options, int page, CancellationToken cancellation)
    {
        var offset = (page - 1L) * FilesOfPage;
        var stat = await subject.Git.ReadDiffStatAsync(subject.Range, options, offset, FilesOfPage, cancellation);
        var open = await OpenAsync(subject, options, stat.Changes, isFirst: page == 1, cancellation);
        return new DiffView(subject, [.. stat.Changes.Select(change => new DiffFile(subject, change, open.GetValueOrDefault(change.New ?? change.Old!.Value)))], stat.Total)
        {
            Offset = (int)Math.Min(offset, int.MaxValue),
            Previous = page > 1 ? With(subject.Address, $"files={page - 1}") : null,
            Next = offset + stat.Changes.Count < stat.Total && stat.Changes.Count > 0 ? With(subject.Address, $"files={page + 1}") : null,
        };
    }

    /// <summary>The files that the page begins with. A later page asks git for those alone, rather than for all before them.</summary>
    private static async Task<Dictionary<GitPath, FileDiff>> OpenAsync(
        DiffSubject subject, DiffOptions options, IReadOnlyList<FileChange> changes, bool isFirst, CancellationToken cancellation)
    {
        var open = new Dictionary<GitPath, FileDiff>();
        if (!isFirst)
        {
            var paths = changes.Take(OpenFiles).SelectMany(change => new[] { change.Old, change.New }).OfType<GitPath>().Where(path => path.IsText);
            options = options with { Paths = [.. paths.Select(path => path.Text).Distinct(StringComparer.Ordinal)] };
        }

        if (changes.Count == 0 || (!isFirst && options.Paths.Count == 0))
            return open;

        var lines = 0;
        await foreach (var diff in subject.Git.ReadDiffAsync(subject.Range, options, new DiffLimits { LinesOfFile = LinesAmongOthers }, cancellation))
        {
            // A name that is too long for its line is none.
            if ((diff.New ?? diff.Old) is not { } path)
                continue;

            open[path] = diff;
            lines += diff.Lines;
            if (open.Count >= OpenFiles || lines >= OpenLines)
                break;
        }

        return open;
    }
}
