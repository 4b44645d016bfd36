using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Merging;
using Mortise.Git.Objects;

namespace Mortise.Git.Signing;

/// <summary>Signs the bytes of a commit, with the instant of its committer: returns the signature in ASCII.</summary>
public delegate string CommitSigning(ReadOnlySpan<byte> commit, DateTimeOffset when);

/// <summary>Commits with a signature in their header <c>gpgsig</c>. Source: gitformat-signature(5).</summary>
public static class SignedCommit
{
    /// <summary>Writes a commit anew with a signature; the one of before stays, and nothing points to it.</summary>
    /// <param name="repository">Has the commit.</param>
    /// <param name="commit">Without a signature.</param>
    /// <param name="sign">What signs it.</param>
    /// <param name="when">Of the signature.</param>
    /// <param name="cancellation">Kills git.</param>
    public static async Task<ObjectId> WriteAsync(
        GitRepository repository, ObjectId commit, CommitSigning sign, DateTimeOffset when, CancellationToken cancellation = default)
    {
        using var content = new MemoryStream();
        var command = repository.Command("cat-file") with { Revisions = ["commit", commit.ToString()] };
        (await GitProcess.RunAsync(command, null, content, cancellation)).Require("cat-file");
        return await new CommitWriter(repository).StoreAsync(With(content.ToArray(), sign, when), cancellation);
    }

    /// <summary>The commit with the signature as the last of its headers; every line of it but the first is indented.</summary>
    internal static byte[] With(byte[] commit, CommitSigning sign, DateTimeOffset when)
    {
        var end = commit.AsSpan().IndexOf("\n\n"u8) + 1;
        var lines = sign(commit, when).TrimEnd('\n').Replace("\n", "\n ", StringComparison.Ordinal);
        return [.. commit.AsSpan(..end), .. Encoding.ASCII.GetBytes($"gpgsig {lines}\n"), .. commit.AsSpan(end..)];
    }
}
