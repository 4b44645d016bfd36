using Microsoft.Extensions.Primitives;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits;

/// <summary>What a log is asked for: <c>include</c>, <c>exclude</c> and <c>path</c>, of the query, and of the form where a client posts one.</summary>
/// <remarks>Source: Bitbucket Cloud OpenAPI, "List commits with include/exclude".</remarks>
internal sealed record CommitFilters(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude, string? Path)
{
    /// <summary>Of each kind.</summary>
    public const int MostRevisions = 1000;

    private const int MostPathCharacters = 4096;

    public static async Task<(CommitFilters? Filters, ApiError? Problem)> ReadAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var form = FormCollection.Empty as IFormCollection;
        if (HttpMethods.IsPost(context.Request.Method))
        {
            (form, var problem) = await ReadFormAsync(context);
            if (problem is not null)
                return (null, problem);
        }

        string[] include = [.. Values("include")];
        string[] exclude = [.. Values("exclude")];
        foreach (var (name, values) in (ReadOnlySpan<(string, string[])>)[("include", include), ("exclude", exclude)])
        {
            if (values.Length > MostRevisions)
                return (null, ApiError.InvalidField(name, $"There are {values.Length} revisions; at most {MostRevisions} are read."));
        }

        var path = Values("path").FirstOrDefault()?.Trim('/');
        if (path is { Length: > MostPathCharacters } || path?.Contains('\0', StringComparison.Ordinal) == true)
            return (null, ApiError.InvalidField("path", $"A path has at most {MostPathCharacters} characters, and no NUL."));

        return (new CommitFilters(include, exclude, path is { Length: > 0 } ? path : null), null);

        IEnumerable<string> Values(string name) => StringValues.Concat(query[name], form![name]).OfType<string>().Where(value => value.Length > 0);
    }

    private static async Task<(IFormCollection? Form, ApiError? Problem)> ReadFormAsync(HttpContext context)
    {
        var request = context.Request;
        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, JsonBody.MostBytes);
        if (tooLarge is not null)
            return (null, tooLarge);

        if (bytes.Length == 0)
            return (FormCollection.Empty, null);

        if (!request.HasFormContentType)
            return (null, ApiError.UnsupportedMediaType($"This endpoint takes a form (application/x-www-form-urlencoded); the request says {request.ContentType ?? "nothing"}."));

        request.Body = new MemoryStream(bytes);
        try
        {
            return (await request.ReadFormAsync(new() { ValueCountLimit = (2 * MostRevisions) + 16 }, context.RequestAborted), null);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            return (null, ApiError.BadRequest("Bad request", $"The form cannot be read: {broken.Message}"));
        }
    }
}
