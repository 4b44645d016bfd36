using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>What a request says of a comment.</summary>
/// <param name="Comment">Text, anchor and parent.</param>
/// <param name="Pending">Null where the body does not say.</param>
internal sealed record CommentBody(Comment Comment, bool? Pending)
{
    /// <summary>UTF-16 code units.</summary>
    public const int MostCharacters = 32 * 1024;

    private const int LongestPath = 4096;

    /// <summary>Exactly one of the two is set.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">The members it may have, where others are refused (rest.md 8, D-47); null: others are ignored.</param>
    /// <param name="contentIsOptional">Whether the text may be missing; blank it may never be.</param>
    public static async Task<(CommentBody? Body, ApiError? Problem)> ReadAsync(HttpContext context, string[]? known = null, bool contentIsOptional = false)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        if (known is not null)
            members.Only(known);

        var comment = ReadAnchor(members) with { ParentId = ReadId(members, "parent"), Content = ReadContent(members, contentIsOptional) };
        var body = new CommentBody(comment, members.Flag("pending"));
        return members.Problem is { } faults ? (null, faults) : (body, null);
    }

    /// <summary><c>{"content": {"raw": …}}</c>, as comments and tasks have it; empty where it is absent and may be.</summary>
    public static string ReadContent(BodyMembers members, bool isOptional = false)
    {
        var content = members.Object("content");
        var raw = content?.Text("raw", MostCharacters, lines: true);
        if (string.IsNullOrWhiteSpace(raw) && !(isOptional && content is null))
            members.Fault("content.raw", "This field is required: a text that is not blank.");

        return raw ?? "";
    }

    /// <summary><c>{"id": 7}</c> under that name.</summary>
    public static long? ReadId(BodyMembers members, string name)
    {
        if (members.Object(name) is not { } other)
            return null;

        var id = other.Number("id", least: 1);
        if (id is null)
            members.Fault($"{name}.id", "This field is required: the number of a comment.");

        return id;
    }

    private static Comment ReadAnchor(BodyMembers members)
    {
        if (members.Object("inline") is not { } inline)
            return new Comment();

        var anchor = new Comment
        {
            Path = inline.Text("path", LongestPath),
            LineFrom = inline.Number("from", least: 1),
            LineTo = inline.Number("to", least: 1),
            StartFrom = inline.Number("start_from", least: 1),
            StartTo = inline.Number("start_to", least: 1),
        };
        if (string.IsNullOrEmpty(anchor.Path))
            inline.Fault("path", "This field is required: the path of a file.");

        CheckRange(inline, "start_from", anchor.StartFrom, "from", anchor.LineFrom);
        CheckRange(inline, "start_to", anchor.StartTo, "to", anchor.LineTo);
        return anchor;
    }

    private static void CheckRange(BodyMembers inline, string startName, long? start, string endName, long? end)
    {
        if (start is not null && (end is null || start > end))
            inline.Fault(startName, $"The first line of several is at most the last, which is '{endName}'.");
    }
}
