namespace Mortise.Server.Features.Reports;

/// <summary>One finding of a report, on a line, on a file, or on neither. Null is what was not given.</summary>
internal sealed record Annotation
{
    /// <summary>In one request. Source: Bitbucket Cloud OpenAPI, <c>bulkCreateOrUpdateAnnotations</c>.</summary>
    public const int MostInBulk = 100;

    public static readonly string[] Types = ["VULNERABILITY", "CODE_SMELL", "BUG"];
    public static readonly string[] Severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
    public static readonly string[] Results = ["PASSED", "FAILED", "SKIPPED", "IGNORED"];

    public Guid Id { get; init; }

    /// <summary>Its place in the report, from 1; gaps are where annotations were deleted.</summary>
    public long Number { get; init; }

    /// <summary>Given by the tool; unique in the report.</summary>
    public string ExternalId { get; init; } = "";

    public string? AnnotationType { get; init; }

    public string? Path { get; init; }

    /// <summary>At least 1.</summary>
    public long? Line { get; init; }

    public string Summary { get; init; } = "";

    public string? Details { get; init; }

    public string? Result { get; init; }

    public string? Severity { get; init; }

    public string? Link { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }
}
