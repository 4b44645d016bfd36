using System.Text.Json.Nodes;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>What the API answers to installs and updates that were refused.</summary>
internal static class InstallAnswers
{
    /// <summary>400 or 409 with the cause, the fix, and the whole report under <c>error.data</c>.</summary>
    public static ApiError Refused(InstallReport report) => Refused(report.Failure!, new JsonObject { ["report"] = report.ToJson() });

    /// <summary>As the other overload, with what the update would have changed.</summary>
    public static ApiError Refused(UpdateOutcome outcome) =>
        outcome.Installation is null
            ? ApiError.NotFound(outcome.Report.Failure!.Cause)
            : Refused(outcome.Report.Failure!, new JsonObject { ["report"] = outcome.Report.ToJson(), ["difference"] = outcome.Difference?.ToJson() });

    /// <summary>What an app is answered to its own update: each fault of the descriptor with its place, and nothing about the host.</summary>
    public static ApiError RefusedToApp(UpdateOutcome outcome)
    {
        var failure = outcome.Report.Failure!;
        if (outcome.Installation is null)
            return ApiError.InvalidJwt("The installation is gone; its tokens no longer count.");

        if (failure.Step is not ("fetch" or "validation"))
            return failure.IsConflict ? ApiError.Conflict(failure.Message) : ApiError.BadRequest(failure.Message);

        var faults = outcome.Report.Validation?.Faults ?? [];
        var errors = faults.Count == 0
            ? [new JsonObject { ["path"] = "", ["message"] = failure.Cause }]
            : faults.Select(fault => new JsonObject { ["path"] = fault.Pointer, ["message"] = $"found {fault.Found}, expected {fault.Expected}" }).ToArray();
        return ApiError.BadRequest(failure.Message, new JsonObject { ["descriptor_errors"] = new JsonArray([.. errors]) });
    }

    private static ApiError Refused(InstallFailure failure, JsonObject data) =>
        failure.IsConflict ? ApiError.Conflict(failure.Message, data) : ApiError.BadRequest(failure.Message, data);
}
