using System.Net.Http.Headers;

namespace Mortise.Server.Platform.Egress;

/// <summary>An answer whose body is read as it comes, within the bounds of its request; or the problem that there is none.</summary>
/// <remarks>Whatever goes wrong is a value, before and while the body is read; only the caller's own cancellation throws. Not thread-safe.</remarks>
internal sealed class OutboundStream(
    OutboundRequest request, CancellationTokenSource limit, CancellationTokenSource both, Func<Exception, OutboundProblem?> explain) : IAsyncDisposable
{
    private HttpResponseMessage? response;
    private Stream? body;
    private int taken;

    /// <summary>Why there is no sound answer, or no more of it; null while all is well, whatever the status.</summary>
    public OutboundProblem? Problem { get; private set; }

    /// <summary>0 where no answer came.</summary>
    public int Status => response is null ? 0 : (int)response.StatusCode;

    public HttpResponseHeaders Headers => response!.Headers;

    public HttpContentHeaders ContentHeaders => response!.Content.Headers;

    /// <summary>Reads on; 0 at the end, and where <see cref="Problem"/> says why not.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (Problem is not null)
            return 0;

        try
        {
            var read = await body!.ReadAsync(buffer, both.Token);
            taken += read;
            if (taken <= request.MostBytes)
                return read;

            Problem = TooLarge();
            return 0;
        }
        catch (Exception broken) when (explain(broken) is { } problem)
        {
            Problem = problem;
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (body is not null)
            await body.DisposeAsync();

        response?.Dispose();
        both.Dispose();
        limit.Dispose();
    }

    internal OutboundStream Failed(OutboundProblem problem)
    {
        Problem = problem;
        return this;
    }

    /// <summary>Takes the answer on, unless its head shows that its body cannot be passed on.</summary>
    internal async Task<OutboundStream> TakeAsync(HttpResponseMessage answer)
    {
        response = answer;
        if (answer.Content.Headers.ContentLength > request.MostBytes)
            return Failed(TooLarge());

        // What was not asked for could be anything of any size.
        if (answer.Content.Headers.ContentEncoding.Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            return Failed(new(OutboundFailure.Unsound, $"{request.Url} answers with a Content-Encoding, though only identity was asked for.", "Serve it uncompressed."));

        body = await answer.Content.ReadAsStreamAsync(both.Token);
        return this;
    }

    private OutboundProblem TooLarge() =>
        new(OutboundFailure.Unsound, $"{request.Url} answers with more than {request.MostBytes} bytes.", $"Serve at most {request.MostBytes} bytes.");
}
