using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Platform;

/// <summary>Whether the server can do its work: started, the database answers, the repositories' directory takes files.</summary>
internal sealed class Readiness(Database database, DataDirectory directory)
{
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the server answers under its public address; work in the background begins after it.</summary>
    public Task WhenStarted => started.Task;

    /// <summary>Called once, when start-up including the seed is done.</summary>
    public void Started() => started.TrySetResult();

    /// <summary>Each part with <c>ok</c> or what is wrong.</summary>
    public async Task<(bool Ready, IReadOnlyDictionary<string, string> Parts)> CheckAsync(CancellationToken cancellation)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["server"] = started.Task.IsCompleted ? "ok" : "starting",
            ["database"] = await database.AnswersAsync(cancellation) ? "ok" : "does not answer",
            ["repositories"] = RepositoriesTakeFiles() ? "ok" : "not writable",
        };
        return (parts.Values.All(part => part == "ok"), parts);
    }

    private bool RepositoriesTakeFiles()
    {
        var probe = Path.Combine(directory.Repositories, ".ready-" + Guid.NewGuid().ToString("N"));
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return true;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
