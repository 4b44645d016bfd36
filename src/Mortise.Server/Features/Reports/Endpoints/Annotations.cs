using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports.Endpoints;

/// <summary>GET and POST of …/reports/{reportId}/annotations, and GET, PUT and DELETE of …/annotations/{annotationId}</summary>
internal sealed class Annotations(ReportAnswers answers, AnnotationStore annotations, PageAnswers pages)
{
    private AnnotationStore Store { get; } = annotations;

    private PageAnswers Pages { get; } = pages;

    public static async Task<IResult> ListAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, Caller caller, Annotations handler, HttpContext context)
    {
        var (place, report, refusal) = await handler.FindAsync(path, commit, reportId, caller, RepositoryPermission.Read, context);
        if (place is null)
            return refusal!;

        var slice = await handler.Store.ListAsync(place.Repository, report!, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return handler.Pages.Of(context, slice, ReportJson.Write);
    }

    /// <summary>Up to <see cref="Annotation.MostInBulk"/> at once, all or none; of two with the same id the later counts.</summary>
    public static async Task<IResult> PostAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, Caller caller, Annotations handler, HttpContext context)
    {
        var (place, report, refusal) = await handler.FindAsync(path, commit, reportId, caller, RepositoryPermission.Write, context);
        if (place is null)
            return refusal!;

        var (found, problem) = await AnnotationBody.ReadManyAsync(context);
        if (found is null)
            return problem!;

        var (kept, tooMany) = await handler.Store.PutAsync(place.Repository, report!, found, context.RequestAborted);
        return kept is null ? tooMany! : new ApiArrayAnswer<Annotation>(kept, ReportJson.Write);
    }

    public static async Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, string annotationId, Caller caller, Annotations handler, HttpContext context)
    {
        var (place, report, refusal) = await handler.FindAsync(path, commit, reportId, caller, RepositoryPermission.Read, context);
        if (place is null)
            return refusal!;

        var key = ReportAnswers.Unescaped(annotationId);
        return await handler.Store.FindAsync(place.Repository, report!, key, context.RequestAborted) is { } annotation
            ? ApiAnswer.Ok(annotation, ReportJson.Write)
            : NotFound(key);
    }

    /// <summary>Always 200 (rest.md 16.8).</summary>
    public static async Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, string annotationId, Caller caller, Annotations handler, HttpContext context)
    {
        var (place, report, refusal) = await handler.FindAsync(path, commit, reportId, caller, RepositoryPermission.Write, context);
        if (place is null)
            return refusal!;

        var (annotation, problem) = await AnnotationBody.ReadOneAsync(context);
        if (annotation is null)
            return problem!;

        var key = ReportAnswers.Unescaped(annotationId);
        if (key.Length > ReportText.Longest)
            return ApiError.InvalidField("external_id", $"The id of an annotation has at most {ReportText.Longest} characters.");

        var stored = await handler.Store.FindAsync(place.Repository, report!, key, context.RequestAborted);
        var (kept, tooMany) = await handler.Store.PutAsync(
            place.Repository, report!, [annotation with { ExternalId = stored?.ExternalId ?? key }], context.RequestAborted);
        return kept is null ? tooMany! : ApiAnswer.Ok(kept[0], ReportJson.Write);
    }

    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, string annotationId, Caller caller, Annotations handler, HttpContext context)
    {
        var (place, report, refusal) = await handler.FindAsync(path, commit, reportId, caller, RepositoryPermission.Write, context);
        if (place is null)
            return refusal!;

        var key = ReportAnswers.Unescaped(annotationId);
        return await handler.Store.DeleteAsync(place.Repository, report!, key, context.RequestAborted) ? TypedResults.NoContent() : NotFound(key);
    }

    private async Task<(ReportPlace? Place, Report? Report, ApiError? Refusal)> FindAsync(
        RepositoryPath path, string commit, string reportId, Caller caller, RepositoryPermission needed, HttpContext context)
    {
        var (place, refusal) = await answers.FindAsync(path, commit, ReportAnswers.Unescaped(reportId), caller, needed, context.RequestAborted);
        return (place, place?.Report, refusal);
    }

    private static ApiError NotFound(string key) => ApiError.NotFound($"The report has no annotation '{key}'.");
}
