using System.Runtime.InteropServices;

namespace Mortise.Git.Commands;

/// <summary>
/// What the framework lacks to make a rename survive a power cut: fsync of a directory. On Windows, where a rename needs none, nothing happens.
/// </summary>
internal static partial class Durable
{
    private const int ReadOnly = 0;

    /// <summary>Flushes the entries of a directory to disk; a directory that is gone is no error.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(path))
            return;

        var handle = Open(path, ReadOnly);
        if (handle < 0)
            return;

        try
        {
            if (Fsync(handle) != 0)
                throw new IOException($"Cannot flush the directory {path} to disk: error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>Flushes the content of a file to disk.</summary>
    public static void SyncFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(file);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
