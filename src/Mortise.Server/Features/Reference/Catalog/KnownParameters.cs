namespace Mortise.Server.Features.Reference.Catalog;

/// <summary>Parameters by name: what they are, and a value that the demo host knows, for samples.</summary>
internal static class KnownParameters
{
    private static readonly Dictionary<string, (string Text, string Sample, string Kind)> Path = new(StringComparer.Ordinal)
    {
        ["workspace"] = ("Slug of the workspace, or its {uuid}.", "acme", "string"),
        ["repo_slug"] = ("Slug of the repository, or its {uuid}.", "rocket", "string"),
        ["project_key"] = ("Key of the project, or its {uuid}.", "PROJ", "string"),
        ["username"] = ("Slug of the workspace.", "acme", "string"),
        ["selected_user"] = ("{uuid} or account id of the person; the user name is taken as well.", "ada", "string"),
        ["selected_user_id"] = ("{uuid} or account id of the person; the user name is taken as well.", "bob", "string"),
        ["member"] = ("{uuid} or account id of the person; the user name is taken as well.", "ada", "string"),
        ["target_username"] = ("{uuid} or account id of the person; the user name is taken as well.", "ada", "string"),
        ["group_slug"] = ("Slug of the group.", "developers", "string"),
        ["email"] = ("An address of the caller.", "ada@example.com", "string"),
        ["commit"] = ("Hash of the commit, whole or as many of its characters as tell it from others; a branch or tag where the operation says so.", SampleCall.Commit, "string"),
        ["revision"] = ("A commit, a branch or a tag.", "main", "string"),
        ["revspec"] = ("A commit, a branch or a tag, or two of them with two points between.", "main", "string"),
        ["spec"] = ("A commit, a branch or a tag, or two of them with two points between.", "main", "string"),
        ["name"] = ("Name of the branch or tag.", "main", "string"),
        ["path"] = ("Path in the repository.", "README.md", "string"),
        ["app_key"] = ("Key of the app.", "hello-panel", "string"),
        ["addon_key"] = ("Key of the app.", "hello-panel", "string"),
        ["linker_key"] = ("Key of the linker, as the app's descriptor names it.", "issues", "string"),
        ["value_id"] = ("Id of the value.", "1", "integer"),
        ["property_name"] = ("Name of the property.", "latest", "string"),
        ["id"] = ("Id of the installation.", "1", "string"),
        ["pull_request_id"] = ("Number of the pull request in its repository.", "1", "integer"),
        ["comment_id"] = ("Id of the comment.", "1", "integer"),
        ["task_id"] = ("Id of the task.", "1", "integer"),
        ["key"] = ("Key of the build status.", "build", "string"),
        ["reportId"] = ("Id of the report.", "lint", "string"),
        ["annotationId"] = ("Id of the annotation.", "first", "string"),
    };

    private static readonly Dictionary<string, string> Query = new(StringComparer.Ordinal)
    {
        ["role"] = "Only what the caller holds at least this role on.",
        ["after"] = "Only what is younger than this instant.",
        ["administrator"] = "Only workspaces that the caller administers, or does not.",
        ["state"] = "Only items in this state.",
    };

    public static ReferenceParameter InPath(string name) => Path.TryGetValue(name, out var known)
        ? new ReferenceParameter(name, known.Kind, known.Text)
        : new ReferenceParameter(name, "string", $"The {name.Replace('_', ' ')}.");

    public static ReferenceParameter InQuery(string name, string kind) =>
        new(name, kind, Query.GetValueOrDefault(name, $"The {name.Replace('_', ' ')}."));

    /// <summary>A value for samples.</summary>
    public static string Sample(string name) => Path.TryGetValue(name, out var known) ? known.Sample : "example";

    /// <summary>The type of a parameter that comes from the query; null for what a handler takes from elsewhere.</summary>
    public static string? KindOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var plain when plain == typeof(string) => "string",
        var plain when plain == typeof(int) || plain == typeof(long) => "integer",
        var plain when plain == typeof(bool) => "boolean",
        _ => null,
    };
}
