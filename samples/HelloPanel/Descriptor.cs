namespace HelloPanel;

/// <summary>What the app tells a host about itself: where it lives, what it wants, what it adds.</summary>
internal static class Descriptor
{
    public const string Path = "/atlassian-connect.json";

    public const string Key = "hello-panel";

    private static readonly string[] Scopes = ["repository", "account"];

    private static readonly string[] Contexts = ["account"];

    public static IResult Write(HelloPanelSettings settings) => Results.Json(new
    {
        key = Key,
        name = "Hello Panel",
        description = "Greets each repository of the workspace, and turns keys such as HELLO-1 into links.",
        vendor = new { name = "Mortise", url = settings.Url },
        baseUrl = settings.Url,
        authentication = new { type = "jwt" },
        lifecycle = new { installed = "/installed", uninstalled = "/uninstalled" },
        scopes = Scopes,
        contexts = Contexts,
        modules = new
        {
            webPanels = new[]
            {
                new
                {
                    key = "hello",
                    name = new { value = "Hello" },
                    url = "/panel?repository={repository.full_name}",
                    location = "org.bitbucket.repository.overview.informationPanel",
                },
            },
            linkers = new[]
            {
                new { key = "hello-issues", name = new { value = "HELLO issues" }, regex = @"\b(HELLO-\d+)", url = @"/issues/\1", type = "href" },
            },
        },
    });
}
