using System.Runtime.InteropServices;

namespace Mortise.Git.Commands;

/// <summary>A second name for a file, which the framework lacks; a copy where the file system or the platform has no such thing.</summary>
internal static partial class HardLink
{
    private const int NoSuchFile = 2;

    /// <summary>Gives the file a further name. False: the file is not there any more.</summary>
    /// <param name="file">Nobody may change its content later: both names have the same.</param>
    /// <param name="name">Must not exist.</param>
    public static bool TryMake(string file, string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(file, name) == 0)
                return true;

            if (Marshal.GetLastPInvokeError() == NoSuchFile)
                return false;
        }

        try
        {
            File.Copy(file, name);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}
