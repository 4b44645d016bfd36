using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Mortise.Git.Refs;
using Mortise.Git.Transport;

namespace Mortise.Git.Tests.Transport;

/// <summary>The smallest git server over HTTP: one repository, no rights, so that real clients run against the transport.</summary>
internal sealed class LoopbackGit : IAsyncDisposable
{
    private readonly HttpListener listener;
    private readonly GitRepository repository;
    private readonly Task loop;
    private readonly ConcurrentBag<Task> requests = [];

    public LoopbackGit(GitRepository repository)
    {
        this.repository = repository;
        (listener, Url) = Listen();
        loop = AcceptAsync();
    }

    public string Url { get; }

    public ReceiveLimits Limits { get; set; } = new();

    public ReceiveResult? LastPush { get; private set; }

    public List<Exception> Failures { get; } = [];

    public Func<IncomingPush, CancellationToken, Task<IReadOnlyList<RefOutcome>>>? Apply { get; set; }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(requests);
        listener.Close();                              // alone: Stop before it gives the port away too early
        await loop;
    }

    public async Task<IReadOnlyList<RefOutcome>> AcceptAllAsync(IncomingPush push, CancellationToken cancellation)
    {
        await push.MigrateAsync();
        return await repository.UpdateRefsAsync(push.Commands, push.Atomic, cancellation);
    }

    /// <summary>A free port, asked for and then taken; another test may take it in between, and then there is another.</summary>
    private static (HttpListener Listener, string Url) Listen()
    {
        for (var tries = 0; ; tries++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            var candidate = new HttpListener { Prefixes = { url } };
            try
            {
                candidate.Start();
                return (candidate, url);
            }
            catch (HttpListenerException) when (tries < 20)
            {
                // Taken meanwhile.
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                requests.Add(Task.Run(() => AnswerAsync(context)));
            }
            catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        try
        {
            response.SendChunked = true;
            var protocol = request.Headers["Git-Protocol"];
            await using var body = request.Headers["Content-Encoding"] == "gzip"
                ? new GZipStream(request.InputStream, CompressionMode.Decompress) : request.InputStream;
            switch (request.Url!.AbsolutePath, request.QueryString["service"])
            {
                case ("/info/refs", "git-upload-pack"):
                    response.ContentType = "application/x-git-upload-pack-advertisement";
                    await UploadPack.AdvertiseAsync(repository, protocol, response.OutputStream, default);
                    break;
                case ("/info/refs", "git-receive-pack"):
                    response.ContentType = "application/x-git-receive-pack-advertisement";
                    await ReceivePack.AdvertiseAsync(repository, response.OutputStream, default);
                    break;
                case ("/git-upload-pack", _):
                    response.ContentType = "application/x-git-upload-pack-result";
                    await UploadPack.ServeAsync(repository, protocol, body, response.OutputStream, default);
                    break;
                case ("/git-receive-pack", _):
                    response.ContentType = "application/x-git-receive-pack-result";
                    LastPush = await ReceivePack.ReceiveAsync(repository, body, response.OutputStream, Limits, Apply ?? AcceptAllAsync, default);
                    break;
                default:
                    response.StatusCode = 404;
                    break;
            }

            response.Close();
        }
        catch (Exception problem)
        {
            lock (Failures)
                Failures.Add(problem);
            response.Abort();
        }
    }
}
