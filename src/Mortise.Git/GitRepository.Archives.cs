using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git;

/// <summary>The forms that <see cref="GitRepository.ArchiveAsync"/> writes.</summary>
public enum ArchiveFormat
{
    Zip,
    TarGz,

    /// <summary>Needs the program <c>bzip2</c> on the machine.</summary>
    TarBz2,
}

public sealed partial class GitRepository
{
    /// <summary>Writes the files of a commit as an archive, in constant memory; the same commit gives the same bytes. Submodules are empty directories.</summary>
    /// <remarks>The attributes <c>export-ignore</c> and <c>export-subst</c> of the commit's own <c>.gitattributes</c> count. Source: git-archive(1).</remarks>
    /// <param name="commit">A commit that is there.</param>
    /// <param name="format">How it is packed.</param>
    /// <param name="prefix">The directory that everything stands in, ending in a slash.</param>
    /// <param name="destination">Stays open.</param>
    /// <param name="cancellation">Kills git and its children.</param>
    public Task<GitExit> ArchiveAsync(ObjectId commit, ArchiveFormat format, string prefix, Stream destination, CancellationToken cancellation = default)
    {
        var name = format switch
        {
            ArchiveFormat.Zip => "zip",
            ArchiveFormat.TarGz => "tar.gz",
            _ => "tar.bz2",
        };
        var command = Command("archive", $"--format={name}", $"--prefix={prefix}") with { Revisions = [commit.ToString()], Settings = [BigFiles] };
        if (format == ArchiveFormat.TarBz2)
            command = command with { Settings = [BigFiles, new("tar.tar.bz2.command", "bzip2 -c")] };

        return GitProcess.RunAsync(command, null, destination, cancellation);
    }
}
