using System.Text.Json;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports.Endpoints;

/// <summary>Annotations as requests bring them: one, or up to <see cref="Annotation.MostInBulk"/> in an array; a fault names its element, <c>[3].severity</c>.</summary>
internal static class AnnotationBody
{
    public static async Task<(Annotation? Annotation, ApiError? Problem)> ReadOneAsync(HttpContext context)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        var annotation = Read(members);
        return members.Problem is { } faults ? (null, faults) : (annotation, null);
    }

    public static async Task<(IReadOnlyList<Annotation>? Annotations, ApiError? Problem)> ReadManyAsync(HttpContext context)
    {
        var (root, problem) = await JsonBody.ReadAnyAsync(context);
        if (problem is not null)
            return (null, problem);

        if (root.ValueKind != JsonValueKind.Array)
            return (null, ApiError.BadRequest("Bad request", $"The body must be an array of annotations; it is {JsonBody.Describe(root.ValueKind)}."));

        if (root.GetArrayLength() is var many and (0 or > Annotation.MostInBulk))
            return (null, ApiError.BadRequest($"One request brings 1 to {Annotation.MostInBulk} annotations; this one has {many}."));

        var members = new BodyMembers(root);
        var annotations = root.EnumerateArray().Select((element, at) => ReadElement(members, element, at)).ToArray();
        return members.Problem is { } faults ? (null, faults) : (Last(annotations), null);
    }

    private static Annotation ReadElement(BodyMembers all, JsonElement element, int at)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            all.Fault($"[{at}]", $"This is an object; the body has {JsonBody.Describe(element.ValueKind)}.");
            return new Annotation();
        }

        var members = all.Within($"[{at}].", element);
        return Read(members) with { ExternalId = members.Required("external_id") };
    }

    private static Annotation Read(BodyMembers members) => new()
    {
        AnnotationType = members.OneOf("annotation_type", Annotation.Types),
        Path = members.Text("path", ReportText.LongestDetails),
        Line = members.Number("line", least: 1),
        Summary = members.Required("summary"),
        Details = members.Text("details", ReportText.LongestDetails, lines: true),
        Result = members.OneOf("result", Annotation.Results),
        Severity = members.OneOf("severity", Annotation.Severities),
        Link = members.Address("link"),
    };

    private static Annotation[] Last(IReadOnlyList<Annotation> annotations) =>
        [.. annotations.Reverse().DistinctBy(annotation => annotation.ExternalId, StringComparer.Ordinal).Reverse()];
}
