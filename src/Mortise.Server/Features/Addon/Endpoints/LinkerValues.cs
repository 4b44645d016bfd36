using System.Globalization;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /2.0/addon/linkers/{linker_key}/values</summary>
internal static class ListLinkerValues
{
    public static async Task<IResult> HandleAsync(
        string linker_key, Caller caller, LinkerRequest request, LinkerValueStore values, LinkerJson json, PageAnswers pages, HttpContext context)
    {
        if (await request.FindAsync(caller, linker_key, context.RequestAborted) is not { } found)
            return LinkerRequest.NotFound(linker_key);

        var slice = await values.ListAsync(found.Ref, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return pages.Of(context, slice, (writer, value) => json.WriteValue(writer, linker_key, value));
    }
}

/// <summary>PUT /2.0/addon/linkers/{linker_key}/values: the whole new set</summary>
internal static class PutLinkerValues
{
    public static async Task<IResult> HandleAsync(string linker_key, Caller caller, LinkerRequest request, LinkerValueStore values, HttpContext context)
    {
        // A body of megabytes is not read for a linker that is not there.
        if (await request.FindAsync(caller, linker_key, context.RequestAborted) is null)
            return LinkerRequest.NotFound(linker_key);

        var (wanted, unreadable) = await LinkerValueBody.ReadManyAsync(context);
        if (wanted is null)
            return unreadable!;

        var (answer, problem) = await request.ChangeAsync(
            caller, linker_key, takesValues: true, linker => values.ReplaceAsync(linker, wanted, context.RequestAborted), context.RequestAborted);
        return answer?.Outcome switch
        {
            null => problem!,
            LinkerValueOutcome.Full => LinkerRequest.TooMany(),
            LinkerValueOutcome.Refused => LinkerValueBody.Fault(answer.Problem!.Index, answer.Problem.Text),
            _ => TypedResults.NoContent(),
        };
    }
}

/// <summary>POST /2.0/addon/linkers/{linker_key}/values</summary>
internal static class PostLinkerValue
{
    public static async Task<IResult> HandleAsync(
        string linker_key, Caller caller, LinkerRequest request, LinkerValueStore values, LinkerJson json, HttpContext context)
    {
        if (await request.FindAsync(caller, linker_key, context.RequestAborted) is null)
            return LinkerRequest.NotFound(linker_key);

        var (value, unreadable) = await LinkerValueBody.ReadOneAsync(context);
        if (value is null)
            return unreadable!;

        var (answer, problem) = await request.ChangeAsync(
            caller, linker_key, takesValues: true, linker => values.AddAsync(linker, value, context.RequestAborted), context.RequestAborted);
        return answer?.Outcome switch
        {
            null => problem!,
            LinkerValueOutcome.Full => LinkerRequest.TooMany(),
            LinkerValueOutcome.Exists => ApiError.Conflict($"The linker '{linker_key}' has the value '{value}' already."),
            _ => ApiAnswer.Created(
                json.AddressOf(linker_key, answer.Value!.Id), answer.Value, (writer, added) => json.WriteValue(writer, linker_key, added)),
        };
    }
}

/// <summary>DELETE /2.0/addon/linkers/{linker_key}/values</summary>
internal static class DeleteLinkerValues
{
    public static async Task<IResult> HandleAsync(string linker_key, Caller caller, LinkerRequest request, LinkerValueStore values, CancellationToken cancellation)
    {
        var (_, problem) = await request.ChangeAsync(caller, linker_key, takesValues: false, linker => values.ClearAsync(linker, cancellation), cancellation);
        return problem is null ? TypedResults.NoContent() : problem;
    }
}

/// <summary>GET /2.0/addon/linkers/{linker_key}/values/{value_id}</summary>
internal static class GetLinkerValue
{
    public static async Task<IResult> HandleAsync(
        string linker_key, string value_id, Caller caller, LinkerRequest request, LinkerValueStore values, LinkerJson json, CancellationToken cancellation)
    {
        if (await request.FindAsync(caller, linker_key, cancellation) is not { } found)
            return LinkerRequest.NotFound(linker_key);

        return LinkerValueId.TryParse(value_id, out var id) && await values.FindAsync(found.Ref, id, cancellation) is { } value
            ? ApiAnswer.Ok(value, (writer, shown) => json.WriteValue(writer, linker_key, shown))
            : LinkerRequest.ValueNotFound(value_id);
    }
}

/// <summary>DELETE /2.0/addon/linkers/{linker_key}/values/{value_id}</summary>
internal static class DeleteLinkerValue
{
    public static async Task<IResult> HandleAsync(
        string linker_key, string value_id, Caller caller, LinkerRequest request, LinkerValueStore values, CancellationToken cancellation)
    {
        var isId = LinkerValueId.TryParse(value_id, out var id);
        var (answer, problem) = await request.ChangeAsync(
            caller, linker_key, takesValues: false,
            linker => isId ? values.RemoveAsync(linker, id, cancellation) : Task.FromResult(LinkerValueAnswer.Absent), cancellation);
        return answer?.Outcome switch
        {
            null => problem!,
            LinkerValueOutcome.Absent => LinkerRequest.ValueNotFound(value_id),
            _ => TypedResults.NoContent(),
        };
    }
}

/// <summary>The path segment <c>{value_id}</c>: an integer, anything else is the id of no value.</summary>
internal static class LinkerValueId
{
    public static bool TryParse(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
