namespace Mortise.Testing.Contract;

/// <summary>The <see cref="DocumentFaults"/> of pull requests.</summary>
internal static class PullRequestFaults
{
    private const string Members = "pullrequest/allOf/1/properties";
    private const string Link = """{"$ref": "#/components/schemas/link"}""";
    private const string Rendered = """{"type": "string", "enum": ["rendered"]}""";
    private const string Commit = """{"type": "string", "enum": ["commit"]}""";
    private const string Links = """{"type": "object", "properties": {"self": {"$ref": "#/components/schemas/link"}, "html": {"$ref": "#/components/schemas/link"}}}""";

    private const string One = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}";

    private const string MergeTask =
        """
        {"type": "object", "required": ["task_status", "links"], "additionalProperties": false, "properties": {"task_status": {"type": "string", "enum": ["PENDING", "SUCCESS"]},
         "merge_result": {"$ref": "#/components/schemas/pullrequest"}, "links": {"type": "object", "required": ["self"], "properties": {"self": {"$ref": "#/components/schemas/link"}}}}}
        """;

    public static IReadOnlyList<DocumentFault> All { get; } =
    [
        Schema($"{Members}/closed_by/nullable", "true", "null unless somebody closed it"),
        Schema($"{Members}/merge_commit/nullable", "true", "null unless it is merged"),
        Schema("pullrequest_endpoint/properties/repository/nullable", "true", "null once a fork is gone, and where it is hidden"),
        .. new[] { "summary", "rendered/properties/title", "rendered/properties/description", "rendered/properties/reason" }
            .Select(text => Schema($"{Members}/{text}/properties/type", Rendered, "the live service names the type of a rendered text")),
        .. new[] { $"{Members}/merge_commit", "pullrequest_endpoint/properties/commit" }.SelectMany(commit => new[]
        {
            Schema($"{commit}/properties/type", Commit, "the live service names the type of a commit"),
            Schema($"{commit}/properties/links", Links, "the live service links a commit"),
            Schema($"{commit}/properties/properties", """{"type": "object"}""", "application properties, where they are asked for"),
        }),
        Answer($"{One}/commits", "get", 200, """{"$ref": "#/components/schemas/paginated_changeset"}""", "the document knows refusals only"),
        Answer($"{One}/merge", "post", 202, MergeTask, "a merge that goes on answers its task, the document shows the answer in prose of another operation"),
        Answer($"{One}/merge/task-status/{{task_id}}", "get", 200, MergeTask, "the document shows the answer in prose only"),
        .. new[] { "request-changes", "statuses", "mergeability_checks" }
            .Select(link => Schema($"{Members}/links/properties/{link}", Link, "a link of the live service")),
    ];

    private static DocumentFault Answer(string path, string method, int status, string schema, string reason) =>
        new(["paths", path, method, "responses", $"{status}"], """{"content": {"application/json": {"schema": """ + schema + "}}}", reason);

    private static DocumentFault Schema(string path, string value, string reason) => new(["components", "schemas", .. path.Split('/')], value, reason);
}
