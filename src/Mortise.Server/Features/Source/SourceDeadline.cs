using Mortise.Git.Trees;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>How long a request may look through a repository (rest.md D-136); sending a file is not counted.</summary>
internal sealed class SourceDeadline(TimeProvider clock)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The result of the work, or 555 once it has taken too long or meets a directory that is too large to be read.</summary>
    /// <param name="advice">What to ask for instead.</param>
    public async Task<IResult> RunAsync(
        HttpContext context, Func<CancellationToken, Task<IResult>> work, string advice = "Ask for a smaller directory, or for a smaller max_depth.")
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return ApiError.TimeLimit($"This took longer than {Limit.TotalSeconds} seconds. {advice}");
        }
        catch (TreeTooLargeException large)
        {
            return ApiError.TimeLimit($"{large.Message}. {advice}");
        }
    }
}
