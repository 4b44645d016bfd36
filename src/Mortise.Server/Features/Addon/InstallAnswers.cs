using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>What the API answers to an install.</summary>
internal static class InstallAnswers
{
    /// <summary>400 or 409 with the cause, the fix, and the whole report under <c>error.data</c>.</summary>
    public static ApiError Refused(InstallOutcome outcome)
    {
        var failure = outcome.Report.Failure!;
        var data = new JsonObject { ["report"] = outcome.Report.ToJson() };
        return failure.IsConflict ? ApiError.Conflict(failure.Message, data) : ApiError.BadRequest(failure.Message, data);
    }

    /// <summary>A member of a body that must be text; a refusal names it when it is missing.</summary>
    public static (string? Text, ApiError? Problem) Text(JsonBody body, string name) =>
        body.Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text.Contains('\0', StringComparison.Ordinal) ? (null, ApiError.InvalidField(name, "The text holds a NUL character.")) : (text, null)
            : (null, ApiError.InvalidField(name, "This field is required: a text."));
}
