using Mortise.Git.Diffs;
using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/{diff, diffstat, patch, file-conflicts}/{spec} and …/merge-base/{revspec}</summary>
internal sealed class Compare(ComparisonFinder comparisons, GitDeadline deadline, DiffStatJson json, PageAnswers pages, CommitAnswers answers, CatFilePool readers)
{
    public static Task<IResult> DiffAsync([AsParameters] RepositoryPath path, string? spec, Caller caller, Compare compare, HttpContext context) =>
        compare.DiffAsync(path, spec, caller, context);

    public static Task<IResult> DiffStatAsync([AsParameters] RepositoryPath path, string? spec, Caller caller, Compare compare, HttpContext context) =>
        compare.DiffStatAsync(path, spec, caller, context);

    public static Task<IResult> PatchAsync([AsParameters] RepositoryPath path, string? spec, Caller caller, Compare compare, HttpContext context) =>
        compare.PatchAsync(path, spec, caller, context);

    public static Task<IResult> ConflictsAsync([AsParameters] RepositoryPath path, string? spec, Caller caller, Compare compare, HttpContext context) =>
        compare.ConflictsAsync(path, spec, caller, context);

    public static Task<IResult> MergeBaseAsync([AsParameters] RepositoryPath path, string? revspec, Caller caller, Compare compare, HttpContext context) =>
        compare.MergeBaseAsync(path, revspec, caller, context);

    private async Task<IResult> DiffAsync(RepositoryPath path, string? spec, Caller caller, HttpContext context)
    {
        var (found, parameters, refusal) = await AskedAsync(path, spec, caller, context);
        if (refusal is not null)
            return refusal;

        return await deadline.RunAsync(context, async cancellation =>
        {
            var (range, _) = await comparisons.RangeAsync(found!, parameters!.IsTopic, cancellation);
            var (git, options) = (found!.Git, parameters.Options);
            var facts = $"diff {range.Old} {range.New} {options.Context} {options.IgnoresWhitespace} {options.ShowsBinary} {options.FindsRenames} {string.Join('\n', options.Paths)}";
            return deadline.Text(facts, (body, stop) => git.WriteDiffAsync(range, options, body, stop));
        });
    }

    private async Task<IResult> DiffStatAsync(RepositoryPath path, string? spec, Caller caller, HttpContext context)
    {
        var (found, parameters, refusal) = await AskedAsync(path, spec, caller, context);
        if (refusal is not null)
            return refusal;

        return await deadline.RunAsync(context, async cancellation =>
        {
            var (range, old) = await comparisons.RangeAsync(found!, parameters!.IsTopic, cancellation);
            var page = PageAnswers.Asked(context);
            try
            {
                var stat = await found!.Git.ReadDiffStatAsync(range, parameters.Options, page.Offset, page.PageLen, cancellation);
                return pages.Of(context, new Slice<FileChangeView>([.. stat.Changes.Select(change => new FileChangeView(change, old, found.Source))], stat.Total), json.Write);
            }
            catch (DiffTooLargeException tooLarge)
            {
                return ApiError.TimeLimit($"{tooLarge.Message}: too many to look at without their whitespace. Ask for fewer with 'path'.");
            }
        });
    }

    private async Task<IResult> PatchAsync(RepositoryPath path, string? spec, Caller caller, HttpContext context)
    {
        var (found, refusal) = await comparisons.FindAsync(path, spec, caller, context.RequestAborted);
        return found is null
            ? refusal!
            : deadline.Text($"patch {found.Source.Id} {found.Destination?.Id}", (body, stop) => found.Git.WritePatchAsync(found.Source.Id, found.Destination?.Id, body, stop));
    }

    private async Task<IResult> ConflictsAsync(RepositoryPath path, string? spec, Caller caller, HttpContext context)
    {
        var (found, refusal) = await comparisons.FindTwoAsync(path, spec, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        return await deadline.RunAsync(context, async cancellation =>
            await Merger.FindConflictsAsync(found.Git, found.Destination!.Id, found.Source.Id, cancellation) is { } conflicts
                ? pages.Of(context, Slice.Of(conflicts, PageAnswers.Asked(context)), DiffStatJson.Write)
                : ApiError.NotFound("The two commits have no ancestor in common."));
    }

    private async Task<IResult> MergeBaseAsync(RepositoryPath path, string? spec, Caller caller, HttpContext context)
    {
        var (found, refusal) = await comparisons.FindTwoAsync(path, spec, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        return await deadline.RunAsync(context, async cancellation =>
            await found.Git.FindMergeBaseAsync(found.Source.Id, found.Destination!.Id, cancellation) is { } id
            && await readers.Of(found.Git).ReadCommitAsync(id, cancellation) is { } commit
                ? await answers.OneAsync(found.Destination.Repository, commit, context)
                : ApiError.NotFound("The two commits have no ancestor in common."));
    }

    private async Task<(Comparison? Found, DiffParameters? Parameters, IResult? Refusal)> AskedAsync(RepositoryPath path, string? spec, Caller caller, HttpContext context)
    {
        var (found, refusal) = await comparisons.FindAsync(path, spec, caller, context.RequestAborted);
        if (found is null)
            return (null, null, refusal);

        var (parameters, problem) = DiffParameters.Read(context);
        return (found, parameters, problem);
    }
}
