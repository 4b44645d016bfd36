using Mortise.Testing;

namespace Mortise.Server.Tests.Commands;

public sealed class GracefulStopTests
{
    [Fact]
    public async Task A_request_that_is_under_way_is_finished_before_the_server_leaves()
    {
        using var directory = new TemporaryDirectory();
        var (server, _) = await RunningProgram.ServeAsync(directory.Path);
        await using var stopping = server;
        Assert.Equal(0, (await CommandLine.MortiseAsync("workspace", "add", "acme", "--data", directory.Path)).Code);
        await using var app = await TestApp.StartAsync("slow");
        var (called, answered) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        app.OnCallback = _ =>
        {
            called.TrySetResult();
            return answered.Task;
        };

        var installing = CommandLine.MortiseAsync("app", "install", app.DescriptorUrl, "--workspace", "acme", "--data", directory.Path);
        await called.Task.WaitAsync(Eventually.Patience);
        var stopped = server.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        var waited = !stopped.IsCompleted;
        answered.SetResult(204);

        Assert.True(waited);
        Assert.Equal((0, ""), ((await installing).Code, (await installing).Errors));
        Assert.Equal(0, await stopped);
    }
}
