using System.Globalization;
using Mortise.Git.Transport;

namespace Mortise.Git.Trees;

/// <summary>A directory for files that are to become a commit: in the repository, so that a killed server's leftovers go with those of killed pushes.</summary>
/// <remarks>Disposing removes it with everything in it. Not thread-safe.</remarks>
public sealed class UploadArea : IDisposable
{
    private readonly Quarantine directory;
    private int files;

    private UploadArea(Quarantine directory) => this.directory = directory;

    public static UploadArea Create(GitRepository repository) => new(Quarantine.Create(repository));

    /// <summary>The path of a further file; nothing is made.</summary>
    public string NextFile() => Path.Combine(directory.DirectoryPath, string.Create(CultureInfo.InvariantCulture, $"upload-{files++}"));

    public void Dispose() => directory.Dispose();
}
