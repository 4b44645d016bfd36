namespace Mortise.Server.Platform.Storage;

/// <summary><c>DIR</c>: the database, repositories, blobs and keys of one host.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public DataDirectory(string path)
    {
        Root = Path.GetFullPath(path);
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Repositories);
        Directory.CreateDirectory(Path.Combine(Root, "blobs"));
        Directory.CreateDirectory(Keys, OwnerOnly);
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

    /// <summary>Writes a file that only its owner may read, whole or not at all.</summary>
    public static void WriteSecret(string path, string text)
    {
        var beside = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
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
