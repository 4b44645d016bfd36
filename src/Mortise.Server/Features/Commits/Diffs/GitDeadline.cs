using System.Security.Cryptography;
using System.Text;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Diffs;

/// <summary>How long git may compute for one request (rest.md D-136); waiting for the client is not counted. Past it git is killed.</summary>
internal sealed class GitDeadline(TimeProvider clock)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The result of the work, or 555.</summary>
    public async Task<IResult> RunAsync(HttpContext context, Func<CancellationToken, Task<IResult>> work)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return TooLong();
        }
    }

    /// <summary>200 with text that git writes as it is sent; 304 where the client has it.</summary>
    /// <param name="facts">What the text follows from, wholly: its tag is made of that.</param>
    /// <param name="write">Writes it.</param>
    public IResult Text(string facts, Func<Stream, CancellationToken, Task> write) => new TextAnswer(facts, write, clock);

    private static ApiError TooLong() => ApiError.TimeLimit($"This took longer than {Limit.TotalSeconds} seconds. Ask for fewer files with 'path', or for a smaller range.");

    private sealed class TextAnswer(string facts, Func<Stream, CancellationToken, Task> write, TimeProvider clock) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var tag = EntityTag.Of(SHA256.HashData(Encoding.UTF8.GetBytes(facts)));
            if (httpContext.Request.Headers.IfNoneMatch is { Count: > 0 } known && EntityTag.IsNamedBy(known, tag))
            {
                response.Headers.ETag = tag;
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            using var limit = new CancellationTokenSource(Limit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, httpContext.RequestAborted);
            await using var body = new TimedBody(response, tag, limit, Limit, clock);
            try
            {
                await write(body, either.Token);
                body.Begin();
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !httpContext.RequestAborted.IsCancellationRequested)
            {
                // Once a part of the text is out, only a broken connection says that the rest is missing.
                if (body.HasBegun)
                    httpContext.Abort();
                else
                    await TooLong().ExecuteAsync(httpContext);
            }
        }
    }
}
