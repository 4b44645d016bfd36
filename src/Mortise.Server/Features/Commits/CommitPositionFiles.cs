using System.Security.Cryptography;
using Mortise.Git;

namespace Mortise.Server.Features.Commits;

/// <summary>Positions that are too long for an address, such as those of a repository with a thousand branches: files beside the repository's own, named by digest.</summary>
/// <remarks>They stand on the volume that all nodes share, and go with their repository. Those of a week ago are removed when another is written.</remarks>
internal sealed class CommitPositionFiles(TimeProvider clock)
{
    /// <summary>Begins the name of a file; no position that stands in the address itself begins so.</summary>
    private const string Prefix = "~";

    private const int NameLength = 32;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<string> WriteAsync(GitRepository git, CommitPosition position, CancellationToken cancellation)
    {
        var bytes = position.ToBytes();
        if (bytes.Length <= CommitPosition.MostInAddress)
            return CommitPosition.Write(bytes);

        var name = Convert.ToHexStringLower(SHA256.HashData(bytes))[..NameLength];
        var file = new FileInfo(Path.Combine(Folder(git), name));
        if (!file.Exists)
        {
            Sweep(Directory.CreateDirectory(Folder(git)));
            var beside = $"{file.FullName}.{Guid.NewGuid():N}";
            await File.WriteAllBytesAsync(beside, bytes, cancellation);
            File.Move(beside, file.FullName, overwrite: true);
        }
        else
        {
            file.LastWriteTimeUtc = clock.GetUtcNow().UtcDateTime;
        }

        return Prefix + name;
    }

    /// <summary>Null: the text is no position, or one whose file is gone.</summary>
    public static async Task<CommitPosition?> ReadAsync(GitRepository git, string text, CancellationToken cancellation)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return CommitPosition.Read(text);

        var name = text[Prefix.Length..];
        if (name.Length != NameLength || !name.All(char.IsAsciiHexDigitLower))
            return null;

        try
        {
            return CommitPosition.Read(await File.ReadAllBytesAsync(Path.Combine(Folder(git), name), cancellation));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string Folder(GitRepository git) => Path.Combine(git.Path, "mortise-log");

    private void Sweep(DirectoryInfo folder)
    {
        var before = (clock.GetUtcNow() - Kept).UtcDateTime;
        foreach (var file in folder.EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
            file.Delete();
    }
}
