using System.Globalization;
using Mortise.Git.Diffs;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Diffs;

/// <summary>The query of a diff or diffstat.</summary>
/// <param name="IsTopic">Whether the source is compared with the merge base. <c>merge</c> is the old name of that parameter.</param>
/// <param name="Options">The rest.</param>
internal sealed record DiffParameters(bool IsTopic, DiffOptions Options)
{
    public const int MostPaths = 500;

    private const int MostPathCharacters = 4096;

    public static (DiffParameters? Read, ApiError? Problem) Read(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.ContainsKey("topic") && query.ContainsKey("merge"))
            return (null, ApiError.BadRequest("Bad request", "The parameters 'topic' and 'merge' cannot be both used at the same time."));

        if (!TryFlag(context, query.ContainsKey("merge") ? "merge" : "topic", true, out var topic, out var problem)
            || !TryFlag(context, "ignore_whitespace", false, out var ignores, out problem)
            || !TryFlag(context, "binary", true, out var binary, out problem)
            || !TryFlag(context, "renames", true, out var renames, out problem))
            return (null, problem);

        var lines = 3;
        if (query["context"].ToString() is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out lines) || lines > DiffOptions.MaxContext))
            return (null, ApiError.InvalidField("context", $"This is a number of lines, at most {DiffOptions.MaxContext}."));

        string[] paths = [.. query["path"].OfType<string>().Where(path => path.Length > 0)];
        if (paths.Length > MostPaths || Array.Exists(paths, path => path.Length > MostPathCharacters))
            return (null, ApiError.InvalidField("path", $"At most {MostPaths} paths are read, each of at most {MostPathCharacters} characters."));

        return (new DiffParameters(topic, new DiffOptions { Context = lines, Paths = paths, IgnoresWhitespace = ignores, ShowsBinary = binary, FindsRenames = renames }), null);
    }

    private static bool TryFlag(HttpContext context, string name, bool absent, out bool flag, out ApiError? problem)
    {
        var isSound = QueryFlag.TryRead(context, name, out flag, out problem);
        if (isSound && !context.Request.Query.ContainsKey(name))
            flag = absent;

        return isSound;
    }
}
