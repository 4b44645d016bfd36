using Microsoft.AspNetCore.Http.Features;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Platform.Http;

/// <summary>The outermost step of every request: its id, its address in one spelling, and an envelope around every refusal.</summary>
/// <remarks>
/// Doubled slashes, <c>/api/2.0</c> and <c>/!api/2.0</c> lead to the same route as <c>/2.0</c>; HEAD is answered like GET without a body.
/// What an app signed is kept as it came (<see cref="ApiRequest.OriginalTarget"/>).
/// </remarks>
internal sealed class ApiEntry(RequestDelegate next, PublicAddress address, MappedMethods methods, ILogger<ApiEntry> log)
{
    private static readonly string[] Aliases = ["/api/2.0", "/!api/2.0"];

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var shared = new ApiRequest
        {
            Id = RequestIds.Next(),
            OriginalMethod = request.Method,
            OriginalTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        };
        context.Features.Set(shared);
        request.Scheme = address.Scheme;
        request.Path = new PathString(OneSpelling(request.Path.Value ?? "/"));      // made of the text itself: the escapes in it are undone already
        if (HttpMethods.IsHead(request.Method))
            request.Method = HttpMethods.Get;

        CommonHeaders.Add(context, shared.Id);
        if (CommonHeaders.AnswersPreflight(context))
            return;

        // No database and no name has such a text, and PostgreSQL takes none, not even to look for it. Pages answer in their own words.
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true && !request.Path.StartsWithSegments("/site", StringComparison.Ordinal))
        {
            await RefuseAsync(context, ApiError.BadRequest("Bad request", "The query of the address holds a NUL character (%00)."));
            return;
        }

        using var scope = log.BeginScope("{RequestId}", shared.Id);
        try
        {
            await next(context);
            await AnswerEmptyRefusalAsync(context);
            TypeEmptyAnswer(context.Response);
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAsync(context, bad.StatusCode == 413
                ? ApiError.TooLarge("The request body is larger than this endpoint takes.")
                : ApiError.BadRequest("Bad request", bad.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "{Method} {Path} failed", shared.OriginalMethod, request.Path);
            await RefuseAsync(context, ApiError.ServerFault());
        }
    }

    private static async Task RefuseAsync(HttpContext context, ApiError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        CommonHeaders.Add(context, context.Api().Id);
        await error.ExecuteAsync(context);
    }

    /// <summary>Gives the framework's bare 404 and 405 a body, and turns the latter into the answer to OPTIONS.</summary>
    private async Task AnswerEmptyRefusalAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null)
            return;

        // A page fits many addresses of the API, and then turns them down: what the API itself answers there decides.
        if (context.Request.Path.StartsWithSegments("/2.0", StringComparison.Ordinal) && context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is null
            && response.StatusCode is (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed))
        {
            var answered = methods.At(context.Request.Path);
            response.StatusCode = answered.Count > 0 ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            response.Headers.Allow = answered.Count > 0 ? string.Join(", ", answered) : default;
        }

        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            AllowWhatIsAnswered(response);
            if (HttpMethods.IsOptions(context.Request.Method))
                response.StatusCode = StatusCodes.Status200OK;
            else
                await ApiError.MethodNotAllowed().ExecuteAsync(context);
        }
        else if (response.StatusCode == StatusCodes.Status404NotFound)
        {
            await ApiError.NotFound($"There is no resource at {context.Request.Path}.").ExecuteAsync(context);
        }
    }

    /// <summary>The framework names the methods that are mapped; HEAD goes with GET, and OPTIONS is answered everywhere.</summary>
    private static void AllowWhatIsAnswered(HttpResponse response)
    {
        var mapped = response.Headers.GetCommaSeparatedValues("Allow");
        response.Headers.Allow = string.Join(", ", mapped.Concat(mapped.Contains("GET", StringComparer.Ordinal) ? ["HEAD", "OPTIONS"] : ["OPTIONS"]).Order(StringComparer.Ordinal));
    }

    /// <summary>Bitbucket Cloud's 204 has a type too, and clients read it: the npm package <c>bitbucket</c> takes an answer without one for a failure.</summary>
    private static void TypeEmptyAnswer(HttpResponse response)
    {
        if (response is { HasStarted: false, StatusCode: StatusCodes.Status204NoContent, ContentType: null })
            response.ContentType = "text/html; charset=utf-8";
    }

    private static string OneSpelling(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal))
            path = path.Replace("//", "/", StringComparison.Ordinal);

        foreach (var alias in Aliases)
        {
            if (path.StartsWith(alias, StringComparison.Ordinal) && (path.Length == alias.Length || path[alias.Length] == '/'))
                return string.Concat("/2.0", path.AsSpan(alias.Length));
        }

        return path;
    }
}
