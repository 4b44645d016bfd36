using System.Text.Json.Nodes;

namespace Mortise.Testing.Contract;

/// <summary>Where the published document does not say what the service answers; each is put right before answers are held against it.</summary>
internal static class DocumentFaults
{
    private const string Nullable = "nullable";

    private const string Link = """{"$ref": "#/components/schemas/link"}""";

    private const string Subject =
        """{"type": "object", "additionalProperties": false, "properties": {"links": {"type": "object", "additionalProperties": false, "properties": {"events": {"$ref": "#/components/schemas/link"}}}}}""";

    private const string Email =
        """
        {"type": "object", "required": ["type", "email", "is_primary", "is_confirmed", "links"], "additionalProperties": false, "properties": {
         "type": {"type": "string", "enum": ["email"]}, "email": {"type": "string", "format": "email"}, "is_primary": {"type": "boolean"},
         "is_confirmed": {"type": "boolean"}, "links": {"type": "object", "additionalProperties": false, "properties": {"self": {"$ref": "#/components/schemas/link"}}}}}
        """;

    private const string Linker =
        """
        {"type": "object", "required": ["type", "key", "regex", "url", "link_type", "links"], "additionalProperties": false, "properties": {
         "type": {"type": "string", "enum": ["linker"]}, "key": {"type": "string"}, "regex": {"type": "string"}, "url": {"type": "string"},
         "link_type": {"type": "string", "enum": ["href", "img"]}, "links": {"type": "object", "required": ["self", "values"], "additionalProperties": false,
          "properties": {"self": {"$ref": "#/components/schemas/link"}, "values": {"$ref": "#/components/schemas/link"}}}}}
        """;

    private const string LinkerValue =
        """
        {"type": "object", "required": ["type", "id", "value", "links"], "additionalProperties": false, "properties": {
         "type": {"type": "string", "enum": ["linker_value"]}, "id": {"type": "integer", "minimum": 1}, "value": {"type": "string", "minLength": 1, "maxLength": 255},
         "links": {"type": "object", "required": ["self"], "additionalProperties": false, "properties": {"self": {"$ref": "#/components/schemas/link"}}}}}
        """;

    private const string SourceAnswer =
        """
        {"type": "object", "additionalProperties": false, "properties": {"size": {"type": "integer", "minimum": 0, "nullable": true}, "page": {"type": "integer", "minimum": 1},
         "pagelen": {"type": "integer", "minimum": 1}, "next": {"type": "string", "format": "uri"},
         "values": {"type": "array", "uniqueItems": true, "items": {"$ref": "#/components/schemas/treeentry"}},
         "type": {"type": "string", "enum": ["commit_file", "commit_directory", "commit_link", "commit_submodule", "rendered"]}, "path": {"type": "string"},
         "escaped_path": {"type": "string"}, "commit": {"$ref": "#/components/schemas/commit"}, "mimetype": {"type": "string", "nullable": true},
         "attributes": {"type": "array", "items": {"type": "string", "enum": ["link", "executable", "subrepository", "binary", "lfs"]}},
         "links": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/link"}},
         "raw": {"type": "string"}, "markup": {"type": "string"}, "html": {"type": "string"}}}
        """;

    /// <summary>A member of the document, what it should be, and why.</summary>
    public static IReadOnlyList<DocumentFault> All { get; } =
    [
        // Refusals.
        Schema("error/properties/error/properties/fields", """{"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}""",
            "invalid input names the members at fault; the document shows it in prose only"),
        Schema("error/properties/error/properties/id", """{"type": "string"}""", "errors of the server carry an id for its log"),
        Schema("error/properties/error/properties/detail", "{}", "a missing scope is detailed as an object: granted and required"),

        // Null where the document knows a value only.
        Schema($"user/allOf/1/properties/has_2fa_enabled/{Nullable}", "true", "null unless a person asks about themselves"),
        Schema($"repository/allOf/1/properties/parent/{Nullable}", "true", "null unless the repository is a fork"),
        Schema($"repository/allOf/1/properties/mainbranch/{Nullable}", "true", "null while the repository is empty"),

        Schema($"commitstatus/allOf/1/properties/refname/{Nullable}", "true", "null where a status was made for no branch in particular"),
        Schema($"participant/allOf/1/properties/state/{Nullable}", "true", "null where nothing was approved; the document lists null and forgets to allow it"),
        Schema($"participant/allOf/1/properties/participated_on/{Nullable}", "true", "null for a reviewer who has not answered"),
        Schema("comment/allOf/1/properties/content/properties/type", """{"type": "string", "enum": ["rendered"]}""", "the live service names the type of a rendered text"),
        Schema("task/properties/content/properties/type", """{"type": "string", "enum": ["rendered"]}""", "the live service names the type of a rendered text"),
        Schema("task/additionalProperties", "true", "it is built on, and being closed would forbid what is added"),
        Schema("pullrequest_task/allOf/1/additionalProperties", "true", "being closed it would forbid the members of what it is built on"),
        Schema("pullrequest_comment_task/allOf/1/additionalProperties", "true", "being closed it would forbid the members of what it is built on"),
        Schema($"task/properties/resolved_on/{Nullable}", "true", "null while the task is open"),
        Schema($"task/properties/resolved_by/{Nullable}", "true", "null while the task is open"),
        Schema($"pullrequest_comment/allOf/1/properties/resolution/{Nullable}", "true", "null while the thread is open"),
        .. InlineFaults(),
        .. NullableIn("report", "details", "reporter", "link", "logo_url", "report_type", "result"),
        .. NullableIn("report_annotation", "annotation_type", "path", "line", "details", "result", "severity", "link"),

        .. PullRequestFaults.All,

        // Links that look closed and are not.
        Schema("repository/allOf/1/properties/links/properties/branches", Link, "a link of the live service"),
        Schema("repository/allOf/1/properties/links/properties/tags", Link, "a link of the live service"),
        Schema("repository/allOf/1/properties/links/properties/source", Link, "a link of the live service"),
        Schema("project/allOf/1/properties/links/properties/self", Link, "a link of the live service"),
        Schema("project/allOf/1/properties/links/properties/repositories", Link, "a link of the live service"),

        Schema("subject_types/properties/repository", Subject, "the live service has the link under links"),
        Schema("subject_types/properties/workspace", Subject, "the live service has the link under links"),
        Schema("ref/properties/links/properties/pullrequest_create", Link, "a link of the live service"),
        Schema($"tag/allOf/1/properties/message/{Nullable}", "true", "null of a tag without an object of its own"),
        Schema($"tag/allOf/1/properties/date/{Nullable}", "true", "null of a tag without an object of its own"),
        Schema("tag/allOf/1/properties/tagger", """{"nullable": true, "allOf": [{"$ref": "#/components/schemas/author"}]}""", "null of a tag without an object of its own"),
        Schema("diffstat/properties/old", """{"nullable": true, "allOf": [{"$ref": "#/components/schemas/commit_file"}]}""", "null of a file that is added"),
        Schema("diffstat/properties/new", """{"nullable": true, "allOf": [{"$ref": "#/components/schemas/commit_file"}]}""", "null of a file that is removed"),

        // Statuses and shapes.
        Schema("base_commit/allOf/1/properties/summary/properties/type", """{"type": "string", "enum": ["rendered"]}""", "the live service names the type of a rendered text"),
        Schema("project/allOf/1/properties/owner", """{"$ref": "#/components/schemas/account"}""", "a project of a personal workspace is owned by a person"),
        Answer("/repositories/{workspace}/{repo_slug}", "post", 201, """{"$ref": "#/components/schemas/repository"}""", "what is made answers 201, the document says 200"),
        Schema("commit_file/properties/attributes", """{"type": "array", "items": {"type": "string", "enum": ["link", "executable", "subrepository", "binary", "lfs"]}}""",
            "the live service has an array, as the prose says"),
        Answer("/repositories/{workspace}/{repo_slug}/src/{commit}/{path}", "get", 200, SourceAnswer, "the schema knows pages only; format=meta and format=rendered answer objects"),
        Answer("/repositories/{workspace}/{repo_slug}/commit/{commit}/comments", "post", 201, """{"$ref": "#/components/schemas/commit_comment"}""",
            "the new comment is the answer, the document shows none"),
        Answer("/repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id}", "put", 201, """{"$ref": "#/components/schemas/commit_comment"}""",
            "the changed comment is the answer, the document shows none"),
        Answer("/repositories/{workspace}/{repo_slug}/pullrequests/activity", "get", 200, PageOf("{}"), "the document shows examples only"),
        Answer("/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/activity", "get", 200, PageOf("{}"), "the document shows examples only"),
        Schema("report_data/properties/value", "{}", "numbers, texts and booleans are values as well, the document says objects only"),
        Answer("/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build", "post", 200, """{"$ref": "#/components/schemas/commitstatus"}""",
            "a key that exists answers 200, the document knows 201 only"),
        Answer("/addon/linkers", "get", 200, PageOf(Linker), "the document has no schema for linkers"),
        Answer("/addon/linkers/{linker_key}", "get", 200, Linker, "the document has no schema for linkers"),
        Answer("/addon/linkers/{linker_key}/values", "get", 200, PageOf(LinkerValue), "the document has no schema for linker values"),
        Answer("/addon/linkers/{linker_key}/values", "post", 201, LinkerValue, "the document has no schema for linker values"),
        Answer("/addon/linkers/{linker_key}/values/{value_id}", "get", 200, LinkerValue, "the document has no schema for linker values"),
        Answer("/addon/{addon_key}/client-key", "get", 200,
            """{"type": "object", "required": ["client_key"], "additionalProperties": false, "properties": {"client_key": {"type": "string"}}}""",
            "the document has no schema for client keys"),
        Answer("/user/emails", "get", 200, PageOf(Email), "the document knows refusals only"),
        Answer("/user/emails/{email}", "get", 200, Email, "the document knows refusals only"),
    ];

    /// <summary>Puts every fault right.</summary>
    /// <exception cref="InvalidOperationException">The document has no place for one of them: it is another document; or it says that already: the fault is gone, or named twice.</exception>
    public static void Mend(JsonNode document)
    {
        foreach (var fault in All)
        {
            var parent = fault.Path.SkipLast(1).Aggregate(
                (JsonNode?)document, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node?[step]);
            if (parent is not JsonObject place)
                throw new InvalidOperationException($"The document has no {string.Join('/', fault.Path)}");

            var right = JsonNode.Parse(fault.Value);
            if (JsonNode.DeepEquals(place[fault.Path[^1]], right))
                throw new InvalidOperationException($"The document says {string.Join('/', fault.Path)} as it should");

            place[fault.Path[^1]] = right;
        }
    }

    private static DocumentFault Schema(string path, string value, string reason) => new(["components", "schemas", .. path.Split('/')], value, reason);

    private static IEnumerable<DocumentFault> NullableIn(string schema, params string[] members) =>
        members.Select(member => Schema($"{schema}/allOf/1/properties/{member}/{Nullable}", "true", "null where none was given"));

    private static IEnumerable<DocumentFault> InlineFaults()
    {
        const string Inline = "comment/allOf/1/properties/inline/properties";
        foreach (var line in new[] { "from", "to", "start_from", "start_to" })
            yield return Schema($"{Inline}/{line}/{Nullable}", "true", "null where the comment is not on a line of that side");

        yield return Schema($"{Inline}/outdated", """{"type": "boolean"}""", "the live service says whether the lines have changed since");
    }

    private static string PageOf(string item) =>
        """
        {"type": "object", "required": ["values"], "additionalProperties": false, "properties": {"size": {"type": "integer", "minimum": 0}, "page": {"type": "integer", "minimum": 1},
         "pagelen": {"type": "integer", "minimum": 1}, "next": {"type": "string", "format": "uri"}, "previous": {"type": "string", "format": "uri"},
         "values": {"type": "array", "uniqueItems": true, "items": 
        """ + item + "}}}";

    private static DocumentFault Answer(string path, string method, int status, string schema, string reason) =>
        new(["paths", path, method, "responses", $"{status}"], """{"content": {"application/json": {"schema": """ + schema + "}}}", reason);
}

/// <param name="Path">From the document's root, one step a member.</param>
/// <param name="Value">JSON.</param>
internal sealed record DocumentFault(IReadOnlyList<string> Path, string Value, string Reason);
