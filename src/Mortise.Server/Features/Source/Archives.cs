using Mortise.Git;

namespace Mortise.Server.Features.Source;

/// <summary>The forms an archive can be had in, by the end of its address.</summary>
internal static class Archives
{
    private static readonly (string Extension, ArchiveFormat Format, string MediaType)[] Known =
    [
        (".zip", ArchiveFormat.Zip, "application/zip"), (".tar.gz", ArchiveFormat.TarGz, "application/gzip"), (".tgz", ArchiveFormat.TarGz, "application/gzip"),
        (".tar.bz2", ArchiveFormat.TarBz2, "application/x-bzip2"),
    ];

    /// <summary>Where the machine lacks the program, such archives are not to be had.</summary>
    private static readonly bool HasBzip2 = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':').Any(folder => File.Exists(Path.Combine(folder, "bzip2")));

    /// <summary>Parts <c>main.tar.gz</c> into the revision and the form; false: the name ends in none.</summary>
    public static bool TryParse(string name, out string revision, out (string Extension, ArchiveFormat Format, string MediaType) form)
    {
        form = Known.FirstOrDefault(known => name.Length > known.Extension.Length && name.EndsWith(known.Extension, StringComparison.Ordinal));
        revision = form.Extension is null ? "" : name[..^form.Extension.Length];
        return form.Extension is not null && (form.Format != ArchiveFormat.TarBz2 || HasBzip2);
    }
}
