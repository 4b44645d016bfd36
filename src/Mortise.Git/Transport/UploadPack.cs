using System.Buffers;
using Mortise.Git.Commands;

namespace Mortise.Git.Transport;

/// <summary>
/// The server's side of clone and fetch: <c>git upload-pack</c>, one request at a time, streamed both ways. Protocols 0, 1 and 2, shallow and partial
/// clones.
/// </summary>
public static class UploadPack
{
    private const int MaxProtocolHeader = 256;

    /// <summary>Answers <c>GET info/refs?service=git-upload-pack</c>.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="gitProtocol">The client's <c>Git-Protocol</c> header, as it came; null, or anything unreadable, means version 0.</param>
    /// <param name="output">Gets the body, of type <c>application/x-git-upload-pack-advertisement</c>.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <returns>How git ended.</returns>
    public static async Task<GitExit> AdvertiseAsync(
        GitRepository repository, string? gitProtocol, Stream output, CancellationToken cancellation)
    {
        var protocol = Sanitize(gitProtocol);
        if (protocol is null || !protocol.Split(':').Contains("version=2", StringComparer.Ordinal))
        {
            var prefix = new ArrayBufferWriter<byte>();
            PktLine.Write(prefix, "# service=git-upload-pack\n");
            prefix.Write(PktLine.Flush.Span);
            await output.WriteAsync(prefix.WrittenMemory, cancellation);
        }

        return await GitProcess.RunAsync(Command(repository, protocol, "--http-backend-info-refs"), null, output, cancellation);
    }

    /// <summary>Answers <c>POST git-upload-pack</c>.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="gitProtocol">As in <see cref="AdvertiseAsync"/>.</param>
    /// <param name="request">The body, inflated where the client sent <c>Content-Encoding: gzip</c>. Read only as far as git needs.</param>
    /// <param name="response">Gets the body, of type <c>application/x-git-upload-pack-result</c>, piece by piece.</param>
    /// <param name="cancellation">Kills git and its children.</param>
    /// <returns>How git ended; a client that asks for nonsense gets an error line in the body and a code other than zero here.</returns>
    public static Task<GitExit> ServeAsync(
        GitRepository repository, string? gitProtocol, Stream request, Stream response, CancellationToken cancellation) =>
        GitProcess.RunAsync(Command(repository, Sanitize(gitProtocol)), request, response, cancellation);

    private static GitCommand Command(GitRepository repository, string? protocol, params string[] flags)
    {
        var command = repository.Command("upload-pack", ["--stateless-rpc", "--strict", .. flags]) with { Revisions = ["."], Settings = [new("transfer.hideRefs", "refs/mortise/")] };
        return protocol is null ? command : command with { Environment = new Dictionary<string, string> { ["GIT_PROTOCOL"] = protocol } };
    }

    /// <summary>The header goes to git in a variable: only <c>key=value</c> pairs of harmless letters, or nothing.</summary>
    private static string? Sanitize(string? gitProtocol) =>
        gitProtocol is { Length: > 0 and <= MaxProtocolHeader } && gitProtocol.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or ':' or '.' or '-')
            ? gitProtocol
            : null;
}
