using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;

namespace Mortise.Server.Platform.Egress;

/// <summary>The one client for requests that leave this host: every address is judged before it is connected to.</summary>
/// <remarks>
/// 1. The URL's text is judged. 2. Its name is resolved, and each address judged. 3. The connection goes to an address that passed, so that a name
/// which changes its mind in between gains nothing. 4. A redirect starts again at 1. No cookies, no proxy, no credentials of the machine.
/// </remarks>
internal sealed class OutboundHttp : IDisposable
{
    private static readonly string Version = typeof(OutboundHttp).Assembly.GetName().Version!.ToString(2);

    private readonly AddressRules rules;
    private readonly TimeProvider clock;
    private readonly HttpMessageInvoker client;
    private readonly Lazy<HttpMessageInvoker> trusting;

    public OutboundHttp(AddressRules rules, TimeProvider clock)
    {
        (this.rules, this.clock) = (rules, clock);
        client = Client(new SslClientAuthenticationOptions());
#pragma warning disable CA5359 // Only for a subscription that says so itself, and only for its own deliveries; the address is judged all the same.
        trusting = new(() => Client(new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true }));
#pragma warning restore CA5359
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The invoker owns its handler.")]
    private HttpMessageInvoker Client(SslClientAuthenticationOptions tls) =>
#pragma warning disable RS0030 // This is the guarded client that the ban points to.
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = ConnectAsync,
                Credentials = null,
                MaxResponseHeadersLength = 64,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                SslOptions = tls,
                UseCookies = false,
                UseProxy = false,
            },
            disposeHandler: true);
#pragma warning restore RS0030

    /// <summary>Sends the request. Whatever goes wrong on the way is in the answer; only the caller's own cancellation throws.</summary>
    public async Task<OutboundAnswer> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(request.TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var trip = new Trip(request, clock.GetTimestamp());
        try
        {
            return await FollowAsync(trip, both.Token);
        }
        catch (Exception broken) when (Explain(broken, trip.Url, request.TimeLimit, cancellation) is { } problem)
        {
            return Failed(trip, problem);
        }
    }

    /// <summary>Sends the request and answers with the body still to be read, as it comes; redirects are answers like others. The answer must be disposed.</summary>
    public async Task<OutboundStream> OpenAsync(OutboundRequest request, CancellationToken cancellation)
    {
        var limit = new CancellationTokenSource(request.TimeLimit, clock);
        var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var opened = new OutboundStream(request, limit, both, broken => Explain(broken, request.Url, request.TimeLimit, cancellation));
        try
        {
            if (!rules.TryRead(request.Url, out var url, out var refusal))
                return opened.Failed(Closed(refusal!));

            using var message = Message(new Trip(request, clock.GetTimestamp()), url!);
            return await opened.TakeAsync(await (request.TakesAnyCertificate ? trusting.Value : client).SendAsync(message, both.Token));
        }
        catch (Exception broken) when (Explain(broken, request.Url, request.TimeLimit, cancellation) is { } problem)
        {
            return opened.Failed(problem);
        }
    }

    /// <summary>What went wrong on the way; null where the caller itself has gone, or where this program is at fault.</summary>
    private static OutboundProblem? Explain(Exception broken, string url, TimeSpan timeLimit, CancellationToken cancellation) => broken switch
    {
        OperationCanceledException => cancellation.IsCancellationRequested
            ? null
            : new(OutboundFailure.Timeout, $"{url} did not finish its answer within {timeLimit.TotalSeconds:0} s.", "Make the server answer faster, and do slow work after the answer."),
        _ when Refusal(broken) is { } refusal => Closed(refusal),
        HttpRequestException or IOException or SocketException => new(
            OutboundFailure.Unreachable, $"{url} cannot be reached: {Deepest(broken).Message.TrimEnd('.')}.",
            "Check that the server runs and can be reached from this host under that address."),
        _ => null,
    };

    private static OutboundProblem Closed(string refusal) =>
        new(OutboundFailure.Refused, refusal, "Use an address that this host may reach, or have its administrator allow this one.");

    public void Dispose()
    {
        client.Dispose();
        if (trusting.IsValueCreated)
            trusting.Value.Dispose();
    }

    private async Task<OutboundAnswer> FollowAsync(Trip trip, CancellationToken cancellation)
    {
        while (true)
        {
            if (!rules.TryRead(trip.Url, out var url, out var refusal))
                return Failed(trip, Closed(refusal!));

            using var message = Message(trip, url!);
            using var response = await (trip.Request.TakesAnyCertificate ? trusting.Value : client).SendAsync(message, cancellation);
            trip.Status = (int)response.StatusCode;
            if (trip.Request.MostRedirects == 0 || response.Headers.Location is not { } location || trip.Status is not (301 or 302 or 303 or 307 or 308))
                return await ReadAsync(trip, response, cancellation);

            if (trip.Redirects.Count == trip.Request.MostRedirects)
                return Failed(trip, new(OutboundFailure.Unsound, $"{trip.Request.Url} redirects more than {trip.Request.MostRedirects} times.",
                    "Give the final address."));

            // Some locations count as relative addresses, and yet make none: '//[x'.
            if (!Uri.TryCreate(url!, location, out var next))
                return Failed(trip, new(OutboundFailure.Unsound, $"{trip.Url} redirects to an address that is none.", "Give the final address."));

            trip.Url = next.AbsoluteUri;
            trip.Redirects.Add(trip.Url);
        }
    }

    private static HttpRequestMessage Message(Trip trip, Uri url)
    {
        var message = new HttpRequestMessage(trip.Request.Method, url);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("Mortise", Version));
        foreach (var (name, value) in trip.Request.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (trip.Request.Authorization is { } authorization && trip.Redirects.Count == 0)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);

        if (trip.Request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            if (trip.Request.BodyType.Length > 0)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", trip.Request.BodyType);
        }
        else if (trip.Request.Json is { } json)
        {
            message.Content = new ReadOnlyMemoryContent(json);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }

    private async Task<OutboundAnswer> ReadAsync(Trip trip, HttpResponseMessage response, CancellationToken cancellation)
    {
        var most = trip.Request.MostBytes;
        if (!trip.Request.CutsBody && response.Content.Headers.ContentLength > most)
            return Failed(trip, TooLarge(trip));

        // A compressed body could be anything of any size, and was not asked for.
        if (!trip.Request.CutsBody && response.Content.Headers.ContentEncoding.Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            return Failed(trip, new(
                OutboundFailure.Unsound,
                $"{trip.Url} answers with Content-Encoding {string.Join(", ", response.Content.Headers.ContentEncoding)}, though only identity was asked for.",
                "Serve it uncompressed."));

        var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, most + 1 - (int)body.Length)), cancellation)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length <= most)
                continue;

            if (!trip.Request.CutsBody)
                return Failed(trip, TooLarge(trip));

            body.SetLength(most);
            break;
        }

        return Answer(trip) with { Body = body.ToArray() };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var open = addresses.Where(address => rules.RefusalOf(address) is null).ToArray();
        if (open.Length == 0)
            throw new RefusedAddressException(
                addresses.Length == 0 ? $"{host} has no address." : $"{host} leads to an address that is closed: {rules.RefusalOf(addresses[0])}");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private OutboundAnswer Answer(Trip trip) => new()
    {
        Url = trip.Url,
        Status = trip.Status,
        Elapsed = clock.GetElapsedTime(trip.Started),
        Redirects = trip.Redirects,
    };

    private OutboundAnswer Failed(Trip trip, OutboundProblem problem) => Answer(trip) with { Problem = problem };

    private static OutboundProblem TooLarge(Trip trip) =>
        new(OutboundFailure.Unsound, $"{trip.Url} answers with more than {trip.Request.MostBytes} bytes.", $"Serve at most {trip.Request.MostBytes} bytes.");

    private static string? Refusal(Exception broken) =>
        broken is RefusedAddressException ? broken.Message : broken.InnerException is { } inner ? Refusal(inner) : null;

    private static Exception Deepest(Exception broken) => broken.InnerException is { } inner ? Deepest(inner) : broken;

    /// <summary>Where a request has got to.</summary>
    private sealed class Trip(OutboundRequest request, long started)
    {
        public OutboundRequest Request => request;

        public long Started => started;

        public string Url { get; set; } = request.Url;

        public int? Status { get; set; }

        public List<string> Redirects { get; } = [];
    }

    /// <summary>Carries the guard's verdict through the framework's connection code; it never leaves this class.</summary>
    [SuppressMessage("Design", "CA1032", Justification = "Made here only.")]
    private sealed class RefusedAddressException(string message) : Exception(message);
}
