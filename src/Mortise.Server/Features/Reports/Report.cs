namespace Mortise.Server.Features.Reports;

/// <summary>What a tool found in a commit: a summary of its own, beside its annotations. Null is what was not given.</summary>
internal sealed record Report
{
    /// <summary>Source: Bitbucket Cloud OpenAPI, schema <c>report</c>.</summary>
    public const int MostData = 10;

    /// <summary>Source: Bitbucket Cloud docs, "Code Insights".</summary>
    public const int MostAnnotations = 1000;

    public static readonly string[] Types = ["SECURITY", "COVERAGE", "TEST", "BUG"];
    public static readonly string[] Results = ["PASSED", "FAILED", "PENDING"];

    public Guid Id { get; init; }

    /// <summary>The full hash.</summary>
    public string CommitHash { get; init; } = "";

    /// <summary>Given by the tool; unique on the commit.</summary>
    public string ExternalId { get; init; } = "";

    public string Title { get; init; } = "";

    public string? Details { get; init; }

    public string? Reporter { get; init; }

    public string? Link { get; init; }

    public string? LogoUrl { get; init; }

    public bool RemoteLinkEnabled { get; init; }

    public string? ReportType { get; init; }

    public string? Result { get; init; }

    /// <summary>A JSON array of <c>{"title", "type", "value"}</c>, checked by <see cref="ReportData"/>.</summary>
    public string Data { get; init; } = "[]";

    /// <summary>Who made it, or changed it last.</summary>
    public Guid AccountId { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }
}
