namespace Mortise.Server.Platform.Storage;

/// <summary><c>DIR</c>: the database, repositories, blobs and keys of one host.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public DataDirectory(string root)
    {
        Root = Path.GetFullPath(root);

        // Other people of the machine are nobody here: private code and the digests of tokens are in all of these. What is there keeps its mode.
        foreach (var path in (string[])[Root, Repositories, Path.Combine(Root, "blobs"), Keys])
            Directory.CreateDirectory(path, OwnerOnly);
    }

    public string Root { get; }

    public string Repositories => Path.Combine(Root, "repositories");

    /// <summary>Mode 0700.</summary>
    public string Keys => Path.Combine(Root, "keys");

    public string DatabaseFile => Path.Combine(Root, "mortise.db");

    public string LockFile => Path.Combine(Root, "server.lock");

    /// <summary>Where the running server writes its address, for the command line.</summary>
    public string ServerFile => Path.Combine(Root, "server.json");

    /// <summary>The administrator's token, mode 0600.</summary>
    public string AdminTokenFile => Path.Combine(Root, "admin.token");

    /// <summary>Where a repository lives: by id, so that a rename moves nothing; two levels, so that no directory grows without bound.</summary>
    public string RepositoryPath(Guid repository)
    {
        var name = repository.ToString("D");
        return Path.Combine(Repositories, name[^2..], name + ".git");
    }

    /// <summary>Takes the directory for this process, or says in one line who has it.</summary>
    /// <exception cref="DirectoryInUseException">Another server runs on it.</exception>
    public FileStream Lock()
    {
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DirectoryInUseException(Root);
        }
    }

    /// <summary>Makes an empty file that only its owner may read, unless it is there.</summary>
    public static void Reserve(string path)
    {
        if (!File.Exists(path))
            new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerReadsAndWrites }).Dispose();
    }

    /// <summary>Writes a file that only its owner may read, whole or not at all.</summary>
    public static void WriteSecret(string path, string text)
    {
        var beside = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerReadsAndWrites,
        };
        using (var file = new FileStream(beside, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}

/// <summary>A second server was started on a data directory that is in use.</summary>
internal sealed class DirectoryInUseException(string path)
    : Exception($"The data directory {path} is in use by another mortise server. Stop that one, or start this one with another --data.");
