using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>Files and archives that are sent at one time, each by a git of its own: so many on this host, and none for ever to a client that does not read.</summary>
internal sealed class StreamGate(SourceOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>How long a request waits for another to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim places = new(options.MaxStreams);

    /// <summary>A place to be given back when the answer is sent; null: none became free.</summary>
    public async Task<IDisposable?> EnterAsync(HttpContext context)
    {
        if (!await places.WaitAsync(Patience, context.RequestAborted))
            return null;

        AttendedBody.Attend(context, clock);
        return new Place(places);
    }

    /// <summary>503 for a request that found no place.</summary>
    public ApiError Refuse(HttpContext context)
    {
        var headers = context.Response.Headers;
        (headers.ETag, headers.ContentDisposition, headers.AcceptRanges) = (default, default, default);
        return ApiError.Unavailable($"This host is sending {options.MaxStreams} files and archives, and takes no more (Source:MaxStreams). Try again in a moment.").With("Retry-After", "10");
    }

    public void Dispose() => places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
