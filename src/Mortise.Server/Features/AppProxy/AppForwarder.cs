using System.Buffers;
using Mortise.Connect.Contexts;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Jwt;
using Mortise.Connect.Proxying;
using Mortise.Server.Features.Addon;
using Mortise.Server.Features.AppProxy.Hydration;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy;

/// <summary>Sends a proxied request on to its app, signed, and the answer back.</summary>
/// <remarks>
/// 1. The address is filled in and signed. 2. Of the request only method, body, its type and what is accepted go on, and the address it came from. 3. Of the answer
/// come back its status, type and body. A redirect does not: a program that follows it would take its credentials along to wherever the app says, on this host
/// as well. 4. JSON is hydrated, all else is passed on as it comes.
/// </remarks>
internal sealed class AppForwarder(
    OutboundHttp http, EgressOptions egress, InstallationStore installations, Hydrator hydrator, TimeProvider clock, ILogger<AppForwarder> log)
{
    /// <summary>Bytes of a request's body.</summary>
    public const int MostIn = 1024 * 1024;

    /// <summary>Bytes of an answer's body.</summary>
    public const int MostOut = 5 * 1024 * 1024;

    /// <summary>What an answer keeps of its head besides its type.</summary>
    private static readonly string[] Kept = ["Content-Disposition", "Content-Language", "Retry-After"];

    public async Task<ApiError?> ForwardAsync(ProxyTarget target, ProxyMethod method, byte[] body, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var destination = UrlTemplate.Parse(method.AbsoluteDestination).Expand(target.Subject.Objects, target.Installation.Granted);
        var url = ProxyDestination.Append(destination, context.Request.QueryString.Value ?? "");
        await using var answer = await http.OpenAsync(await RequestAsync(target, url, body, context), cancellation);
        var refusal = await AnswerAsync(answer, target, context);
        log.LogInformation("Proxied {Path} to {App} on {Workspace}: {Outcome}", target.Route.Pattern, target.Descriptor.Key, target.Installation.Workspace,
            answer.Problem?.Cause ?? $"answered {answer.Status}");
        return refusal;
    }

    private async Task<OutboundRequest> RequestAsync(ProxyTarget target, string url, byte[] body, HttpContext context)
    {
        var request = context.Request;
        var secret = target.Descriptor.Authentication == AppAuthentication.Jwt ? await installations.FindSecretAsync(target.Installation.Id, context.RequestAborted) : null;
        var headers = new List<(string, string)> { ("Accept", request.Headers.Accept.ToString() is { Length: > 0 } accept && IsPlain(accept) ? accept : "*/*") };
        if (context.Connection.RemoteIpAddress is { } from)
            headers.Add(("X-Forwarded-For", from.ToString()));

        return new(HttpMethod.Parse(request.Method), url, TimeSpan.FromSeconds(egress.CallbackSeconds), MostOut)
        {
            Authorization = secret is null
                ? null
                : "JWT " + HostToken.Create(target.Installation.ClientKey, secret, request.Method, url, target.Descriptor.BaseUrl, clock.GetUtcNow()),
            Headers = headers,
            Body = body.Length > 0 ? body : null,
            BodyType = request.ContentType is { } type && IsPlain(type) ? type : "",
        };
    }

    private async Task<ApiError?> AnswerAsync(OutboundStream answer, ProxyTarget target, HttpContext context)
    {
        if (answer.Problem is { } problem)
            return Refuse(problem, target);

        if (answer.Status is >= 300 and < 400)
            return ApiError.BadGateway($"The app {target.Descriptor.Key} answered with a redirect ({answer.Status}), which the proxy does not pass on.");

        var isJson = answer.ContentHeaders.ContentType?.MediaType?.Equals("application/json", StringComparison.OrdinalIgnoreCase) == true;
        using var start = new PooledBuffer();
        var isWhole = isJson && await ReadStartAsync(answer, start);
        if (answer.Problem is { } broken)
            return Refuse(broken, target);

        WriteHead(answer, context.Response);
        if (isWhole && await hydrator.HydrateAsync(start.WrittenMemory, target.Subject.About.RepositoryId, context.Api().Caller, context.RequestAborted) is { } hydrated)
        {
            context.Response.ContentLength = hydrated.Length;
            await context.Response.Body.WriteAsync(hydrated, context.RequestAborted);
            return null;
        }

        context.Response.ContentLength = isWhole ? start.Length : answer.ContentHeaders.ContentLength;
        await PassAsync(answer, start, context);
        return null;
    }

    /// <summary>Reads as far as a body may be hydrated; true when that was all of it.</summary>
    private static async Task<bool> ReadStartAsync(OutboundStream answer, PooledBuffer start)
    {
        while (start.Length <= Hydrator.MostBytes)
        {
            var read = await answer.ReadAsync(start.GetMemory(4096));
            if (read == 0)
                return true;

            start.Advance(read);
        }

        return false;
    }

    private static void WriteHead(OutboundStream answer, HttpResponse response)
    {
        response.StatusCode = answer.Status;

        // It comes from this host's own address: what an app wrote must not become a page of it.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.ContentType = answer.ContentHeaders.TryGetValues("Content-Type", out var type) && IsPlain(type.First()) ? type.First() : "application/octet-stream";
        foreach (var name in Kept)
        {
            if ((answer.ContentHeaders.TryGetValues(name, out var values) || answer.Headers.TryGetValues(name, out values)) && IsPlain(values.First()))
                response.Headers[name] = values.First();
        }
    }

    /// <summary>Other characters cannot stand in a header.</summary>
    private static bool IsPlain(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>The head has gone out when the rest fails: then the connection ends before the body does, which no client takes for a whole one.</summary>
    private static async Task PassAsync(OutboundStream answer, PooledBuffer start, HttpContext context)
    {
        var output = context.Response.BodyWriter;
        output.Write(start.WrittenSpan);
        await output.FlushAsync(context.RequestAborted);
        while (await answer.ReadAsync(output.GetMemory(16 * 1024)) is var read and > 0)
        {
            output.Advance(read);
            await output.FlushAsync(context.RequestAborted);
        }

        if (answer.Problem is not null)
            context.Abort();
    }

    private static ApiError Refuse(OutboundProblem problem, ProxyTarget target)
    {
        var text = $"The app {target.Descriptor.Key} did not answer: {problem.Cause} {problem.Fix}";
        return problem.Failure == OutboundFailure.Timeout ? ApiError.GatewayTimeout(text) : ApiError.BadGateway(text);
    }
}
