using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Merging;

/// <summary>How a pull request is to be merged: the body of <c>merge</c>, also as a task keeps it.</summary>
/// <param name="Strategy">One of <see cref="MergeStrategyNames.All"/>.</param>
/// <param name="Message">Null: the host's own words.</param>
/// <param name="CloseSourceBranch">Null: as the pull request says.</param>
internal sealed record MergeOrders(string Strategy, string? Message, bool? CloseSourceBranch)
{
    /// <summary>The workspace of a source repository, another than the request's own, that who asked may write to; null where there is none.</summary>
    public Guid? WritesToFork { get; init; }

    /// <summary>Bytes of UTF-8.</summary>
    public const int MostMessageBytes = 128 * 1024;

    /// <summary>Exactly one of the two is set. An empty body merges as the pull request says.</summary>
    public static async Task<(MergeOrders? Orders, ApiError? Problem)> ReadAsync(HttpContext context)
    {
        var (json, problem) = await JsonBody.ReadAsync(context, optional: true);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        var message = members.Text("message", MostMessageBytes, lines: true);
        if (message is not null && System.Text.Encoding.UTF8.GetByteCount(message) > MostMessageBytes)
            members.Fault("message", $"The message has more than {MostMessageBytes} bytes.");

        var orders = new MergeOrders(
            members.OneOf("merge_strategy", [.. MergeStrategyNames.All]) ?? MergeStrategyNames.Default,
            string.IsNullOrWhiteSpace(message) ? null : message,
            members.Flag("close_source_branch"));
        return members.Problem is { } faults ? (null, faults) : (orders, null);
    }
}
