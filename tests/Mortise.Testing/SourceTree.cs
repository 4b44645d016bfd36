namespace Mortise.Testing;

/// <summary>The checkout that the tests were built from, for tests that read its files.</summary>
public static class SourceTree
{
    /// <summary>The directory that holds <c>Mortise.slnx</c>.</summary>
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Mortise.slnx")))
                return directory.FullName;
        }

        throw new InvalidOperationException("The tests run outside their checkout");
    }
}
