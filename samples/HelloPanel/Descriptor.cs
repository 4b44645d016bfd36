namespace HelloPanel;

/// <summary>What the app tells a host about itself: where it lives, what it wants, what it adds.</summary>
internal static class Descriptor
{
    public const string Path = "/atlassian-connect.json";

    public const string Key = "hello-panel";

    public static IResult Write(HelloPanelSettings settings) => Results.Content(Text.Replace("$URL", settings.Url, StringComparison.Ordinal), "application/json");

    /// <summary>One of each kind of module; the panel shows unless the app's own property says otherwise.</summary>
    private const string Text = """
        {
          "key": "hello-panel",
          "name": "Hello Panel",
          "description": "Greets each repository of the workspace, and turns keys such as HELLO-1 into links.",
          "vendor": { "name": "Mortise", "url": "$URL" },
          "baseUrl": "$URL",
          "authentication": { "type": "jwt" },
          "lifecycle": { "installed": "/installed", "uninstalled": "/uninstalled" },
          "scopes": ["repository", "account"],
          "contexts": ["account"],
          "modules": {
            "webPanels": [
              { "key": "hello", "name": { "value": "Hello" }, "location": "org.bitbucket.repository.overview.informationPanel",
                "url": "/panel?repository={repository.full_name}&uuid={repository.uuid}",
                "conditions": [
                  { "type": "or", "conditions": [
                    { "condition": "property_exists", "target": "repository.properties", "invert": true,
                      "params": { "appKey": { "eval": "app.key" }, "objectName": "hello", "propertyKey": "shown" } },
                    { "condition": "equals", "target": "repository.properties.get(attribute=app.key).hello.shown", "params": { "value": "true" } } ] } ] }
            ],
            "webItems": [
              { "key": "hello-item", "name": { "value": "Say hello" }, "location": "org.bitbucket.repository.actions",
                "url": "/dialog?text={repository.name}", "target": { "type": "dialog", "options": { "size": "small" } } }
            ],
            "repoPages": [
              { "key": "hello-page", "name": { "value": "Hello page" }, "location": "org.bitbucket.repository.navigation",
                "url": "/page?repository={repository.full_name}&uuid={repository.uuid}" }
            ],
            "generalPages": [ { "key": "hello-dialog", "name": { "value": "Hello workspace" }, "url": "/dialog?text={workspace.slug}" } ],
            "adminPages": [
              { "key": "hello-admin", "name": { "value": "Hello settings" }, "location": "org.bitbucket.repository.admin",
                "url": "/page?repository={repository.full_name}&uuid={repository.uuid}" }
            ],
            "configurePage": { "key": "hello-configure", "name": { "value": "Configure Hello Panel" }, "url": "/text?text=configure+{workspace.slug}" },
            "profileTabs": [ { "key": "hello-profile", "name": { "value": "Greeting" }, "url": "/text?text={target_user.display_name}" } ],
            "fileViews": [
              { "key": "hello-script", "name": { "value": "As a greeting" }, "file_matches": { "extensions": ["sh"] }, "url": "/text?text={file.path}" }
            ],
            "linkers": [ { "key": "hello-issues", "name": { "value": "HELLO issues" }, "regex": "\\b(HELLO-\\d+)", "url": "/issues/\\1", "type": "href" } ],
            "proxy": {
              "/greet/{repository}": {
                "destination": "/greet?repository={repository.full_name}&uuid={repository.uuid}&user={user.display_name}",
                "methods": { "GET": {} }, "scopes": ["repository"], "conditions": [{ "condition": "user_is_logged_in" }] }
            }
          }
        }
        """;
}
