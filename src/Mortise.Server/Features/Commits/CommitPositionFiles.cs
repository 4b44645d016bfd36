using System.Collections.Concurrent;
using System.Security.Cryptography;
using Mortise.Git;

namespace Mortise.Server.Features.Commits;

/// <summary>Positions that are too long for an address, such as those of a repository with a thousand branches: files beside the repository's own, named by digest.</summary>
/// <remarks>
/// They stand on the volume that all nodes share, and go with their repository. When another is written, those of a week ago are removed, once an hour
/// at most, and the oldest where there are more than <see cref="Most"/>.
/// </remarks>
internal sealed class CommitPositionFiles(TimeProvider clock)
{
    /// <summary>Begins the name of a file; no position that stands in the address itself begins so.</summary>
    private const string Prefix = "~";

    /// <summary>Files of one repository.</summary>
    public const int Most = 1000;

    /// <summary>Files that stay when there were too many: the next hundred then need not be looked through.</summary>
    private const int Left = 900;

    private const int NameLength = 32;
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Often = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, DateTimeOffset> swept = new(StringComparer.Ordinal);

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
        var now = clock.GetUtcNow();
        var isDue = !swept.TryGetValue(folder.FullName, out var last) || now - last >= Often;
        if (!isDue && Directory.EnumerateFiles(folder.FullName).Count() < Most)
            return;

        if (swept.Count >= MostRemembered)
            swept.Clear();
        swept[folder.FullName] = now;
        var before = (now - Kept).UtcDateTime;
        FileInfo[] newest = [.. folder.EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc)];
        foreach (var file in newest.Skip(newest.Length < Most ? newest.Length : Left).Concat(newest.Where(file => file.LastWriteTimeUtc < before)))
            file.Delete();
    }
}
