using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>What was wrong with a form, for the page that shows it again.</summary>
/// <param name="Lines">One sentence each, in order.</param>
/// <param name="Fields">The fields at fault.</param>
public sealed record FormProblems(IReadOnlyList<string> Lines, IReadOnlyList<string> Fields)
{
    public static FormProblems None { get; } = new([], []);

    public bool Any => Lines.Count > 0;

    public static FormProblems Of(string problem, params string[] fields) => new([problem], fields);

    /// <summary>As the API would have told it.</summary>
    internal static FormProblems Of(ApiError refusal) =>
        refusal.Fields is { Count: > 0 } fields
            ? new([.. fields.SelectMany(field => field.Value)], [.. fields.Keys])
            : new([refusal.Message, .. refusal.Detail is { } detail && detail.GetValueKind() == System.Text.Json.JsonValueKind.String ? [detail.GetValue<string>()] : Array.Empty<string>()], []);

    /// <summary>For <c>aria-invalid</c>: null where the field is sound, so that the attribute is left out.</summary>
    public string? IsAt(string field) => Fields.Contains(field, StringComparer.OrdinalIgnoreCase) ? "true" : null;
}
