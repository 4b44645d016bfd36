namespace Mortise.Testing;

/// <summary>The sample app as a process of its own, on a free loopback port.</summary>
public sealed class HelloPanelProcess : IAsyncDisposable
{
    private readonly RunningProgram program;

    private HelloPanelProcess(RunningProgram program, string origin) => (this.program, Origin) = (program, origin);

    public string Origin { get; }

    public string DescriptorUrl => Origin + "/atlassian-connect.json";

    /// <summary>Starts it; it keeps its installations in <paramref name="directory"/>.</summary>
    public static async Task<HelloPanelProcess> StartAsync(TemporaryDirectory directory)
    {
        var origin = $"http://127.0.0.1:{CommandLine.FreePort()}";
        var started = await RunningProgram.StartAsync(
            "HelloPanel", origin + "/atlassian-connect.json", [], ("HelloPanel__Url", origin), ("HelloPanel__Installations", directory.At("hello-panel.json")));
        return new HelloPanelProcess(started, origin);
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
