namespace HelloPanel;

/// <summary><c>HelloPanel:*</c> of the configuration; <c>HelloPanel__*</c> in the environment.</summary>
internal sealed class HelloPanelSettings
{
    /// <summary>Where the app listens, and its <c>baseUrl</c>; without a trailing slash.</summary>
    public string Url { get; set; } = "http://127.0.0.1:3900";

    /// <summary>The file that keeps who installed the app.</summary>
    public string Installations { get; set; } = "hello-panel.json";
}
