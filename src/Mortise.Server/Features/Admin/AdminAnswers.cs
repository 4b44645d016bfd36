using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin;

/// <summary>Answers of the admin API: plain objects, and lists as an object with <c>values</c>.</summary>
internal static class AdminAnswers
{
    /// <summary>201; what the admin API makes has no address of its own below it.</summary>
    public static IResult Created(Action<ObjectWriter> write) => new ApiAnswer<Action<ObjectWriter>>(201, write, static (o, write) => write(o), null);

    public static IResult Ok(Action<ObjectWriter> write) => ApiAnswer.Ok(write, static (o, write) => write(o));

    /// <summary>All of them: these lists are short.</summary>
    public static IResult List<T>(IReadOnlyList<T> items, Action<ObjectWriter, T> write) =>
        Ok(o => o.Array("values", items, write));
}
