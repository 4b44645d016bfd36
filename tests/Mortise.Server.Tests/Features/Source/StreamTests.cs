using Microsoft.AspNetCore.Http;
using Mortise.Server.Features.Source;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>What one reader of files may cost a host.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Only_so_many_are_sent_at_a_time()
    {
        using var gate = new StreamGate(new SourceOptions { MaxStreams = 1 }, TimeProvider.System);
        var context = new DefaultHttpContext();

        using (await gate.EnterAsync(context))
            Assert.Null(await gate.EnterAsync(context));

        using var next = await gate.EnterAsync(context);
        Assert.NotNull(next);
        context.Response.Body = Stream.Null;
        await gate.Refuse(context).ExecuteAsync(context);
        Assert.Equal((503, "10"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    [Theory]
    [InlineData("bytes=67108864-67108865", true)]
    [InlineData("bytes=67108865-67108866", false)]
    [InlineData("bytes=-1", false)]
    public void A_range_far_into_a_file_is_answered_with_all_of_it(string range, bool isTaken)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Range = range;

        var read = ByteRange.Read(context.Request, 4L << 30, "\"tag\"", out var outside);

        Assert.Equal((isTaken, false), (read is not null, outside));
    }
}
